/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

/** The upper bounds that histograms count by: few, because each is a series for every combination of labels. */
final class Buckets {
    private Buckets() {}

    /** Seconds of an exchange with another service. */
    static double[] exchange() {
        return new double[] {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
    }

    /** Seconds of work on a job and of waiting for it: from what nobody notices to what needs patience. */
    static double[] work() {
        return new double[] {0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
    }

    /** A result's size compared with its source's; over 1 it has grown. */
    static double[] ratio() {
        return new double[] {0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.5, 2, 5, 10};
    }

    /** Bytes per second of packing. */
    static double[] speed() {
        return new double[] {0.5e6, 1e6, 2.5e6, 5e6, 10e6, 25e6, 50e6, 100e6, 250e6, 500e6};
    }
}
