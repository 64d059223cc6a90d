/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ShellCommandTest {
    private static final Duration PLENTY = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void exitCodeIsTheCommands() throws Exception {
        assertThat(new ShellCommand("true", PLENTY).run()).isZero();
        assertThat(new ShellCommand("exit 42", PLENTY).run()).isEqualTo(42);
        assertThat(new ShellCommand("no-such-command-here 2>/dev/null", PLENTY).run())
                .isEqualTo(127);
        assertThat(new ShellCommand("kill -9 $$", PLENTY).run()).isEqualTo(137);
    }

    @Test
    void commandIsShellText() throws Exception {
        Path file = folder.resolve("a file");
        int code = new ShellCommand("x=1; echo \"$x | $((x + 1))\" | cat > '" + file + "' && true", PLENTY).run();
        assertThat(code).isZero();
        assertThat(file).hasContent("1 | 2");
    }

    @Test
    void commandThatReadsItsInputFindsItEmpty() throws Exception {
        assertThat(new ShellCommand("test -z \"$(cat)\"", PLENTY).run()).isZero();
    }

    @Test
    void serverLeftInTheBackgroundIsNotWaitedForAndLivesOn() throws Exception {
        Path pid = folder.resolve("pid");
        new ShellCommand("sleep 60 & echo $! > '" + pid + "'", PLENTY).run();
        ProcessHandle server = process(pid);
        assertThat(server.isAlive()).isTrue();
        server.destroyForcibly();
    }

    @Test
    void commandOverItsTimeIsKilledWithItsChildren() throws Exception {
        Path pid = folder.resolve("pid");
        // The time has to be enough for the shell to write the file.
        ShellCommand command = new ShellCommand("sleep 60 & echo $! > '" + pid + "'; wait", Duration.ofSeconds(1));
        assertThatThrownBy(command::run).isInstanceOf(TimeoutException.class);
        long child = pidIn(pid);
        await().until(() -> ProcessHandle.of(child).isEmpty());
    }

    @Test
    void interruptLeavesTheCommandRunning() throws Exception {
        Path pid = folder.resolve("pid");
        Thread watching = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
            watching.interrupt();
        });
        interrupter.start();
        assertThatThrownBy(() -> new ShellCommand("echo $$ > '" + pid + "'; exec sleep 60", PLENTY).run())
                .isInstanceOf(InterruptedException.class);
        interrupter.join();
        ProcessHandle command = process(pid);
        assertThat(command.isAlive()).isTrue();
        command.destroyForcibly();
    }

    private static ProcessHandle process(Path file) throws IOException {
        return ProcessHandle.of(pidIn(file)).orElseThrow();
    }

    private static long pidIn(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }
}
