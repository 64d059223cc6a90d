/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many completions {@link CompletionFiles} holds, job by job, so that nobody reads files to know. Thread-safe. */
final class CompletionTally {
    private final Map<String, OfJob> jobs = new ConcurrentHashMap<>();

    private record OfJob(int owed, int givenUp, @Nullable Instant firstGivenUp) {}

    /** Takes note of all that is stored for a job now. */
    void count(String jobId, List<StoredCompletion> completions) {
        if (completions.isEmpty()) {
            jobs.remove(jobId);
            return;
        }
        List<Instant> givenUp = completions.stream()
                .flatMap(each -> Optional.ofNullable(each.givenUpAt()).stream())
                .sorted()
                .toList();
        jobs.put(
                jobId,
                new OfJob(
                        completions.size() - givenUp.size(),
                        givenUp.size(),
                        givenUp.isEmpty() ? null : givenUp.get(0)));
    }

    CompletionFiles.Counts counts() {
        int owed = 0;
        int givenUp = 0;
        for (OfJob each : jobs.values()) {
            owed += each.owed();
            givenUp += each.givenUp();
        }
        return new CompletionFiles.Counts(owed, givenUp);
    }

    /** The jobs with a completion that was given up before a moment. */
    List<String> jobsWithGivenUpBefore(Instant moment) {
        return jobs.entrySet().stream()
                .filter(each -> {
                    Instant first = each.getValue().firstGivenUp();
                    return first != null && first.isBefore(moment);
                })
                .map(Map.Entry::getKey)
                .toList();
    }
}
