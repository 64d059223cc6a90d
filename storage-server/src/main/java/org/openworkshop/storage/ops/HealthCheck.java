/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

/** One thing that must be in order for the server to do its work. */
public interface HealthCheck {
    /** The key in the health document. */
    String name();

    /** How it stands. Called when somebody asks for the server's health, by one thread at a time; may wait for the disk. */
    State state();

    /**
     * How a check stands.
     *
     * @param healthy whether the server can do its work as far as this check knows
     * @param text what the health document says: {@code ok}, or what is wrong
     */
    record State(boolean healthy, String text) {
        /** All is well. */
        public static final State OK = new State(true, "ok");

        /** Not known yet, and nothing to worry about. */
        public static final State LOADING = new State(true, "loading");

        /** Something is wrong. */
        public static State failing(String problem) {
            return new State(false, problem);
        }
    }
}
