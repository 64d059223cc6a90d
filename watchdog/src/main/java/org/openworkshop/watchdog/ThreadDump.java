/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes down what the threads of the sick service are doing. */
@FunctionalInterface
interface ThreadDump {
    /** Writes nothing. */
    ThreadDump NONE = () -> null;

    /**
     * Makes a dump, in a bounded time. Every failure is logged and is none of the restart's.
     *
     * @return the file of the dump, null when there is none
     */
    @Nullable
    Path take() throws InterruptedException;
}
