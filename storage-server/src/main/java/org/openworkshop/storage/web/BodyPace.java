/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.time.Duration;
import org.openworkshop.storage.config.ServerConfig;

/**
 * How long a client may take to send a body.
 *
 * @param atMost the longest time from the first read to the last byte
 * @param minRate bytes a second that it sends at least, on average over the time that we wait for it; 0 for any
 * @param grace how long we wait for it in all before that rate counts
 */
public record BodyPace(Duration atMost, long minRate, Duration grace) {
    /** The settings' pace. */
    public static BodyPace of(ServerConfig.Limits limits, Duration atMost) {
        return new BodyPace(atMost, limits.minBodyRate(), limits.bodyRateGrace());
    }
}
