/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.util.Optional;

/** One thing that must be in order for the server to do its work. */
public interface HealthCheck {
    /** The key in the health document. */
    String name();

    /** What is wrong, absent when all is well. Called for every health request: must be quick. */
    Optional<String> problem();
}
