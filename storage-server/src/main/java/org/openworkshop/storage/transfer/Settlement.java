/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.callback.OutboxListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in a job's record that Manager was told, or will not be any more; a failed job's workspace goes with that. */
final class Settlement implements OutboxListener {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final JobRegistry registry;

    Settlement(JobRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void delivered(Completion completion, int attempts) {
        settle(completion);
    }

    @Override
    public void givenUp(Completion completion, int attempts, String reason) {
        settle(completion);
    }

    private void settle(Completion completion) {
        JobId.find(completion.jobId()).flatMap(registry::inMemory).ifPresent(job -> settle(job, completion));
    }

    private static void settle(Job job, Completion completion) {
        try {
            job.settle(completion.idempotencyKey());
            if (job.tryClaim()) {
                try {
                    removeIfFailed(job);
                } finally {
                    job.release();
                }
            }
        } catch (IOException e) {
            LOG.error("Told Manager, but the record cannot be written job={}", job.id(), e);
        }
    }

    private static void removeIfFailed(Job job) throws IOException {
        if (job.record().stage() == Stage.ERROR && !job.record().owes()) {
            job.workspace().delete();
        }
    }
}
