/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.openworkshop.storage.access.AccessService;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.ops.Metrics;
import org.openworkshop.storage.transfer.JobLine;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.StopGate;

/** The figures that the running parts are asked for whenever somebody looks at the metrics. */
final class Figures {
    private final Metrics metrics;

    Figures(Metrics metrics) {
        this.metrics = metrics;
    }

    void of(AccessService accessService) {
        metrics.gauge(
                "storage_access_service_left_alone",
                "1 while the access service is not asked, because it did not answer.",
                () -> accessService.isLeftAlone() ? 1 : 0);
        metrics.gauge(
                "storage_access_checks_waiting",
                "Protected downloads that wait for the access service.",
                accessService::waiting);
    }

    void of(Transfers transfers) {
        metrics.gauge("storage_callbacks_owed", "Completions Manager has not yet accepted.", transfers::owedCallbacks);
        metrics.gauge(
                "storage_callbacks_oldest_owed_seconds",
                "How long the oldest completion that Manager has not yet accepted is owed; 0 when none is.",
                () -> (double) transfers.oldestOwed().toMillis() / TimeUnit.SECONDS.toMillis(1));
        metrics.gauge(
                "storage_callbacks_given_up",
                "Completions that were given up and can be sent again on request.",
                transfers::givenUpCallbacks);
        metrics.gauge(
                "storage_records_unwritten",
                "Records of jobs that the disk has not taken yet.",
                transfers::lateRecords);
        metrics.gauge(
                "storage_decoders_abandoned",
                "Decoders that did not stop when told to, and still run.",
                transfers::abandonedDecoders);
        metrics.gauge("storage_websocket_clients", "Open job sockets.", transfers::watchers);
        metrics.gauges("storage_jobs", "Jobs in memory, by stage.", "stage", () -> {
            Map<String, Integer> jobs = new HashMap<>();
            transfers.jobsByStage().forEach((stage, count) -> jobs.put(stage.wireName(), count));
            return jobs;
        });
        queues(transfers, "storage_queue_waiting", "Jobs that wait in the queue.", JobLine.State::waiting);
        queues(
                transfers,
                "storage_queue_capacity",
                "How many jobs may wait; one more is refused as busy.",
                JobLine.State::capacity);
        queues(transfers, "storage_queue_working", "Jobs that are worked on, past the queue.", JobLine.State::working);
        queues(transfers, "storage_queue_places", "How many jobs may be worked on at once.", JobLine.State::places);
    }

    private void queues(Transfers transfers, String name, String help, ToIntFunction<JobLine.State> figure) {
        metrics.gauges(name, help, "queue", () -> {
            Map<String, Integer> lines = new HashMap<>();
            Arrays.stream(JobLine.values())
                    .forEach(line -> lines.put(line.word(), figure.applyAsInt(transfers.line(line))));
            return lines;
        });
    }

    void of(StopGate gate, ConnectionLimit connections) {
        metrics.gauge("storage_connections_open", "Open connections, of all ports.", connections::open);
        metrics.gauge("storage_requests_under_way", "Requests that are received or answered.", gate.requests()::count);
    }

    /** What the others have to be compared with. */
    void of(AppConfig config) {
        var limits = config.server().limits();
        metrics.gauge("storage_connections_limit", "server.max_connections.", limits::maxConnections);
        metrics.gauge("storage_requests_limit", "server.max_requests.", limits::maxRequests);
        metrics.gauge(
                "storage_free_space_required_bytes",
                "storage.min_free_bytes.",
                () -> config.storage().minFreeBytes());
    }
}
