/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what it hears. */
final class RecordingEngineListener implements NativeEngineListener {
    final AtomicInteger starts = new AtomicInteger();
    final List<Failure> failures;

    /** @param failures thread-safe, taken over */
    RecordingEngineListener(List<Failure> failures) {
        this.failures = failures;
    }

    @Override
    public void started() {
        starts.incrementAndGet();
    }

    @Override
    public void failed(Failure reason) {
        failures.add(reason);
    }
}
