/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.util.Locale;

/** Hears what happens to the native engine's processes, for metrics. Called on working threads; must be quick and thread-safe. */
public interface NativeEngineListener {
    /** Hears nothing. */
    NativeEngineListener NONE = new NativeEngineListener() {};

    /** Why a process was lost. */
    enum Failure {
        /** It did not start, or ended before it was ready. */
        START,
        /** It ended by itself: a fault of the native code, or a signal from outside. */
        CRASH,
        /** It ended because its Java machine ran out of memory. */
        MEMORY,
        /** It said nothing for too long and was killed. */
        SILENCE,
        /** It said what no worker says and was killed. */
        PROTOCOL;

        /** As metrics have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A process was started. */
    default void started() {}

    /** A process was lost; an archive that is merely refused is no failure of its process. */
    default void failed(Failure reason) {}
}
