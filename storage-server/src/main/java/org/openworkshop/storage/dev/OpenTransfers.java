/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transfers of this run, the newest thousand of them. Thread-safe. */
final class OpenTransfers {
    private static final int MOST = 1000;

    private final Map<String, OpenTransfer> byJob = new LinkedHashMap<>();

    synchronized void add(OpenTransfer transfer) {
        byJob.put(transfer.jobId(), transfer);
        if (byJob.size() > MOST) {
            byJob.remove(byJob.keySet().iterator().next());
        }
    }

    synchronized Optional<OpenTransfer> find(String jobId) {
        return Optional.ofNullable(byJob.get(jobId));
    }
}
