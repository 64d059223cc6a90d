/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged jar costs. */
@Timeout(60)
class JarIT {
    private static final Path JAR = Path.of(System.getProperty("watchdog.jar"));

    @TempDir
    Path folder;

    @Test
    void jarIsSmall() throws Exception {
        assertThat(Files.size(JAR)).isLessThan(200_000);
    }

    @Test
    void jarHasNoRoomForOtherPeoplesClasses() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("org/openworkshop/watchdog/"));
        }
    }

    @Test
    void documentedOptionsKeepItWithin40MegabytesWhateverItHasDone() throws Exception {
        try (HealthServer server = new HealthServer();
                WatchdogProcess watchdog = new WatchdogProcess(folder, server.port())) {
            watchdog.jvmOptions.addAll(documentedOptions());
            watchdog.environment.put("WATCHDOG_ON_RESTART_COMMAND", "true");
            watchdog.environment.put(
                    "WATCHDOG_DUMP_PID_FILE", folder.resolve("pid").toString());
            Files.writeString(
                    folder.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
            watchdog.start();
            watchdog.awaitLine("The service is healthy. status=200");
            server.die();
            watchdog.awaitLine("The hook ended. exit_code=0");
            server.comeBack();
            watchdog.awaitLine("The service is healthy again. status=200");
            assertThat(watchdog.out()).anyMatch(line -> line.startsWith("Made a thread dump."));
            assertThat(peakKibibytes(watchdog.pid()) * 1_024).isBetween(1_000_000L, 40_000_000L);
        }
    }

    private static List<String> documentedOptions() throws Exception {
        Matcher command = Pattern.compile("java (-X.*) -jar .*watchdog\\.jar")
                .matcher(Files.readString(Path.of("../docs/watchdog.md")));
        assertThat(command.find()).isTrue();
        return List.of(command.group(1).split(" "));
    }

    private static long peakKibibytes(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
