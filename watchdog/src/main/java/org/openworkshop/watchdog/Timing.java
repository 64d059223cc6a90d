/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.time.Duration;

/**
 * How patiently the service is watched.
 *
 * @param checkInterval the pause between two checks
 * @param restartAfter how long the service has to fail without a break before the first restart
 * @param requestTimeout what one whole check may take
 */
record Timing(Duration checkInterval, Duration restartAfter, Duration requestTimeout) {}
