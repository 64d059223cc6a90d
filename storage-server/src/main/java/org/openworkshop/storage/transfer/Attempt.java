/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/**
 * One attempt at a job, and what it has received. Whoever works on it has the job's claim.
 */
record Attempt(Job job, TransferOrder order, TransferOrder.Received received) {
    /** The attempt that a job's record tells of. */
    static Attempt ofRecord(Job job, long maxBytes) {
        JobRecord record = job.record();
        return new Attempt(
                job,
                TransferOrder.ofRecord(job.id(), record, maxBytes),
                new TransferOrder.Received(
                        record.number(RecordKey.DOWNLOADED_BYTES).orElse(0), record.value(RecordKey.TOTAL_BYTES)));
    }

    Attempt with(TransferOrder.Received now) {
        return new Attempt(job, order, now);
    }
}
