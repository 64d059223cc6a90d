/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceReportsTest {
    private static final String ADDRESS = "http://127.0.0.1:8000";

    @TempDir
    Path folder;

    private final AtomicBoolean full = new AtomicBoolean();
    private final HealthWatch health = new HealthWatch(
            new Health(List.of(new Disk()), List.of(new Health.Detail("jobs_under_way", () -> 3)), () -> false),
            System::nanoTime);

    private final class Disk implements HealthCheck {
        @Override
        public String name() {
            return "disk";
        }

        @Override
        public State state() {
            return full.get() ? State.failing("7 bytes free,\n8 wanted") : State.OK;
        }
    }

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void theManagerHearsOfTheStartOfEachHealthyLookAndOfTheStop() throws Exception {
        try (ServiceSocket socket =
                ServiceSocket.bind(folder, folder.resolve("notify").toString())) {
            ServiceReports reports = begin(socket, Map.of("WATCHDOG_USEC", "200000"));
            socket.await(0, 2, "WATCHDOG=1");
            reports.close();
            List<String> messages = socket.messages();
            assertThat(messages.get(0)).isEqualTo("READY=1|STATUS=Listens at " + ADDRESS);
            assertThat(messages.get(1))
                    .isEqualTo("WATCHDOG=1|STATUS=Healthy at " + ADDRESS
                            + ", jobs under way: 3, waiting: ?, callbacks owed: ?");
            assertThat(messages.get(2)).as("the same status is not told twice").isEqualTo("WATCHDOG=1");
            assertThat(messages.get(messages.size() - 1))
                    .isEqualTo("STOPPING=1|EXTEND_TIMEOUT_USEC=75000000|STATUS=Stops, at the latest in 75 s");
        }
    }

    @Test
    void theFeedingStopsWhileHealthFailsAndGoesOnAfterwards() throws Exception {
        try (ServiceSocket socket =
                        ServiceSocket.bind(folder, folder.resolve("notify").toString());
                ServiceReports reports = begin(socket, Map.of("WATCHDOG_USEC", "200000"))) {
            socket.await(0, 1, "WATCHDOG=1");
            full.set(true);
            socket.await(0, 1, "STATUS=Unhealthy (failing) at " + ADDRESS + ": disk: 7 bytes free, 8 wanted");
            int sick = socket.messages().size();
            full.set(false);
            socket.await(sick, 2, "WATCHDOG=1");
            assertThat(socket.messages().get(sick))
                    .as("nothing while it was sick")
                    .contains("STATUS=Healthy");
            assertThat(reports).isNotNull();
        }
    }

    @Test
    void namesOfTheAbstractNamespaceWork() throws Exception {
        String name = "@open-workshop-storage-test-" + ProcessHandle.current().pid();
        try (ServiceSocket socket = ServiceSocket.bind(folder, name)) {
            begin(socket, Map.of()).close();
            assertThat(socket.messages()).first().asString().startsWith("READY=1");
            assertThat(socket.messages()).last().asString().startsWith("STOPPING=1");
        }
    }

    @Test
    void withoutAWatchdogOnlyChangesAreTold() throws Exception {
        try (ServiceSocket socket =
                ServiceSocket.bind(folder, folder.resolve("notify").toString())) {
            ServiceReports reports = begin(socket, Map.of());
            socket.await(0, 1, "STATUS=Healthy");
            reports.close();
            assertThat(socket.messages()).hasSize(3).noneMatch(message -> message.contains("WATCHDOG"));
        }
    }

    @Test
    void aSocketThatNobodyReadsHarmsNothing() {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString());
        ServiceReports.begin(environment, subject()).orElseThrow().close();
    }

    @Test
    void nothingHappensWithoutAServiceManager() {
        assertThat(ServiceReports.begin(Map.of("WATCHDOG_USEC", "1000"), subject()))
                .isEmpty();
        assertThat(ServiceReports.begin(Map.of("NOTIFY_SOCKET", ""), subject())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"600000000, , 600", "2000000, 77, 2"})
    void theLimitIsTheManagersAndForThisProcess(String micros, String pid, long seconds) {
        assertThat(ServiceReports.watchdogLimit(environment(micros, pid), 77)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({", ", "0, ", "-5, ", "soon, ", "2000000, 78"})
    void withoutALimitForThisProcessThereIsNone(String micros, String pid) {
        assertThat(ServiceReports.watchdogLimit(environment(micros, pid), 77)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60, 120, 600})
    void thereAreAtLeastFourLooksPerLimitAndTwoAMinute(int seconds) {
        Duration interval = ServiceReports.interval(Duration.ofSeconds(seconds));
        assertThat(interval.multipliedBy(4)).isLessThanOrEqualTo(Duration.ofSeconds(seconds));
        assertThat(interval).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    private ServiceReports begin(ServiceSocket socket, Map<String, String> more) {
        Map<String, String> environment = new LinkedHashMap<>(more);
        environment.put("NOTIFY_SOCKET", socket.address());
        return ServiceReports.begin(environment, subject()).orElseThrow();
    }

    private ServiceReports.Subject subject() {
        return new ServiceReports.Subject(health, ADDRESS, Duration.ofSeconds(75));
    }

    private static Map<String, String> environment(String micros, String pid) {
        Map<String, String> environment = new LinkedHashMap<>();
        if (micros != null) {
            environment.put("WATCHDOG_USEC", micros);
        }
        if (pid != null) {
            environment.put("WATCHDOG_PID", pid);
        }
        return environment;
    }
}
