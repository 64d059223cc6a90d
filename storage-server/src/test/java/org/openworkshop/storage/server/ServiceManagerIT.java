/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.ops.ServiceSocket;

/** The packaged program under a service manager that waits for its messages. */
class ServiceManagerIT {
    @TempDir
    Path folder;

    @Test
    void itIsReadyWhenThePortIsOpenGivesSignsOfLifeAndSaysThatItStops() throws Exception {
        try (ServiceSocket socket = ServiceSocket.bind(
                        folder, "@ows-it-" + ProcessHandle.current().pid());
                PackagedServer server = serve(socket, Map.of("OW_SERVER_SHUTDOWN_GRACE_SECONDS", "7"))) {
            socket.await(0, 1, "READY=1");
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
            socket.await(0, 2, "WATCHDOG=1");
            assertThat(socket.messages()).first().isEqualTo("READY=1|STATUS=Listens at " + server.uri(""));
            server.terminate();
            assertThat(socket.messages())
                    .last()
                    .isEqualTo("STOPPING=1|EXTEND_TIMEOUT_USEC=52000000|STATUS=Stops, at the latest in 52 s");
            assertThat(server.log()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void itIsReadyButGivesNoSignOfLifeWhileHealthzSays503() throws Exception {
        try (ServiceSocket socket =
                        ServiceSocket.bind(folder, folder.resolve("notify").toString());
                PackagedServer server = serve(socket, Map.of("OW_STORAGE_MIN_FREE_BYTES", "1 PiB"))) {
            socket.await(0, 1, "STATUS=Unhealthy");
            assertThat(server.get("/healthz").statusCode()).isEqualTo(503);
            server.terminate();
            assertThat(socket.messages())
                    .anyMatch(message -> message.contains("READY=1"))
                    .noneMatch(message -> message.contains("WATCHDOG=1"));
        }
    }

    @Test
    void theServerThatRunsForTheClassArchiveSaysNothingToIt() throws Exception {
        try (ServiceSocket socket =
                ServiceSocket.bind(folder, folder.resolve("notify").toString())) {
            PackagedServer.Finished finished = PackagedServer.run(
                    folder,
                    Map.of("NOTIFY_SOCKET", socket.address()),
                    "class-archive",
                    folder.resolve("classes.jsa").toString());
            assertThat(finished.exitCode()).as(finished.output()).isZero();
            assertThat(socket.messages()).isEmpty();
        }
    }

    private PackagedServer serve(ServiceSocket socket, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("NOTIFY_SOCKET", socket.address());
        all.put("WATCHDOG_USEC", "800000");
        return PackagedServer.serve(folder, folder.resolve("main"), List.of(), all);
    }
}
