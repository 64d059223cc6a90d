/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dumped process is the one that runs the tests, or a shell that stands in for jcmd plays what is wanted. */
@Timeout(60)
class JcmdThreadDumpTest {
    private static final Duration PLENTY = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final RecordedLog recorded = new RecordedLog();
    private final long self = ProcessHandle.current().pid();
    private Path pidFile;

    @BeforeEach
    void writePid() throws IOException {
        pidFile = folder.resolve("pid");
        Files.writeString(pidFile, self + "\n");
    }

    private Path dump(String jcmd, Duration limit) throws InterruptedException {
        DumpPlace place = new DumpPlace(pidFile, folder);
        return new JcmdThreadDump(place, jcmd, limit, RecordedLog.CLOCK, recorded.log).take();
    }

    private String fakeJcmd(String script) throws IOException {
        Path file = folder.resolve("jcmd");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    private List<Path> dumps() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("thread-dump-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void dumpTellsWhatEveryThreadDoes() throws Exception {
        Path file = dump(JcmdThreadDump.jcmdOfThisRuntime(), PLENTY);
        assertThat(file).hasFileName("thread-dump-20261101T000000.000Z-" + self + ".txt");
        assertThat(Files.readString(file)).contains("Full thread dump", "dumpTellsWhatEveryThreadDoes");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(recorded.lines())
                .containsExactly("Made a thread dump. pid=" + self + " file=" + file + " bytes=" + Files.size(file));
    }

    @Test
    void jcmdThatHangsIsKilledAfterItsTime() throws Exception {
        Path child = folder.resolve("child");
        // The time has to be enough for the shell to write the file.
        assertThat(dump(fakeJcmd("echo $$ > '" + child + "'; exec sleep 60"), Duration.ofSeconds(2)))
                .isNull();
        long pid = Long.parseLong(Files.readString(child).strip());
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(recorded.lines()).containsExactly("No thread dump was made. error=timeout pid=" + self);
        assertThat(dumps()).isEmpty();
    }

    @Test
    void processThatDoesNotAnswerItsOwnJdkIsToldByJcmd() throws Exception {
        Path service = Files.createDirectory(folder.resolve("service"));
        Process stuck = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SickService.class.getName(),
                        service.toString())
                .start();
        try {
            Files.writeString(pidFile, Long.toString(stuck.pid()));
            await().until(() -> Files.exists(service.resolve("port")));
            new ProcessBuilder("kill", "-STOP", Long.toString(stuck.pid()))
                    .start()
                    .waitFor();

            Path file = dump(JcmdThreadDump.jcmdOfThisRuntime(), PLENTY.dividedBy(10));

            assertThat(recorded.lines())
                    .containsExactly(
                            "The thread dump is not whole. error=exit_code_1 pid=" + stuck.pid() + " file=" + file);
            assertThat(Files.readString(file)).contains("doesn't respond");
        } finally {
            stuck.destroyForcibly();
        }
    }

    @Test
    void interruptEndsJcmdAndTheDump() throws Exception {
        String jcmd = fakeJcmd("exec sleep 60");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dump(jcmd, PLENTY)).isInstanceOf(InterruptedException.class);
        assertThat(dumps()).isEmpty();
    }

    @Test
    void outputWithoutEndIsCutOff() throws Exception {
        Path file = dump(fakeJcmd("exec yes"), PLENTY);
        assertThat(recorded.lines())
                .containsExactly("The thread dump is not whole. error=too_large pid=" + self + " file=" + file);
        assertThat(Files.size(file)).isBetween((long) JcmdThreadDump.MAX_BYTES, JcmdThreadDump.MAX_BYTES + 100L);
    }

    @Test
    void whatAFailingJcmdSaysIsKept() throws Exception {
        Path file = dump(fakeJcmd("echo 'well-known file is not secure' >&2; exit 1"), PLENTY);
        assertThat(file).hasContent("well-known file is not secure");
        assertThat(recorded.lines())
                .containsExactly("The thread dump is not whole. error=exit_code_1 pid=" + self + " file=" + file);
    }

    @Test
    void runtimeWithoutJcmdIsSaid() throws Exception {
        assertThat(dump(folder.resolve("none").toString(), PLENTY)).isNull();
        assertThat(recorded.lines()).containsExactly("No thread dump was made. error=no_jcmd pid=" + self);
        assertThat(dumps()).isEmpty();
    }

    @Test
    void pidFileThatIsNotThereIsSaid() throws Exception {
        Files.delete(pidFile);
        assertThat(dump("unused", PLENTY)).isNull();
        assertThat(recorded.lines()).containsExactly("No thread dump was made. error=no_pid_file");
    }

    @Test
    @Timeout(60)
    void pidFileThatIsAPipeIsNotWaitedFor() throws Exception {
        Files.delete(pidFile);
        assertThat(new ProcessBuilder("mkfifo", pidFile.toString()).start().waitFor())
                .isZero();
        assertThat(dump("unused", PLENTY)).isNull();
        assertThat(recorded.lines()).containsExactly("No thread dump was made. error=unreadable_pid_file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "0", "12 13", "99999999999999999999"})
    void pidFileWithoutANumberIsSaid(String text) throws Exception {
        Files.writeString(pidFile, text);
        assertThat(dump("unused", PLENTY)).isNull();
        assertThat(recorded.lines()).containsExactly("No thread dump was made. error=no_number_in_pid_file");
    }

    @Test
    void processThatHasGoneIsSaid() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(pidFile, Long.toString(gone.pid()));
        assertThat(dump("unused", PLENTY)).isNull();
        assertThat(recorded.lines()).containsExactly("No thread dump was made. error=no_such_process");
    }

    @Test
    void processThatIsNotJavaIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(pidFile, Long.toString(other.pid()));
            assertThat(dump(JcmdThreadDump.jcmdOfThisRuntime(), PLENTY)).isNull();
            assertThat(other.isAlive()).isTrue();
            assertThat(recorded.lines()).containsExactly("No thread dump was made. error=not_a_java_process");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void folderThatIsNotThereIsSaid() throws Exception {
        DumpPlace place = new DumpPlace(pidFile, folder.resolve("none"));
        assertThat(new JcmdThreadDump(place, "unused", PLENTY, RecordedLog.CLOCK, recorded.log).take())
                .isNull();
        assertThat(recorded.lines())
                .containsExactly("No thread dump was made, its file cannot be written. error=NoSuchFileException");
    }

    @Test
    void onlyTheLatestDumpsAreKeptAndNothingElseIsTouched() throws Exception {
        for (int i = 10; i < 10 + DumpFolder.KEPT + 5; i++) {
            Files.createFile(folder.resolve("thread-dump-20251101T0000" + i + ".000Z-1.txt"));
        }
        Path other = Files.createFile(folder.resolve("heap-dump.txt"));
        Path file = dump(fakeJcmd("echo x"), PLENTY);
        assertThat(dumps()).hasSize(DumpFolder.KEPT).last().isEqualTo(file);
        assertThat(dumps().get(0)).hasFileName("thread-dump-20251101T000016.000Z-1.txt");
        assertThat(other).exists();
    }
}
