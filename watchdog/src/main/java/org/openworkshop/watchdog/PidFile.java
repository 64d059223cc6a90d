/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file in which the service's process number stands. */
final class PidFile {
    private static final int MAX_BYTES = 64;

    private final Path file;

    PidFile(Path file) {
        this.file = file;
    }

    /**
     * The number of a running Java process. Being asked for a dump ends any other process (jcmd knocks by SIGQUIT), and a
     * file that outlived its process may hold the number of one.
     *
     * @throws NoDumpException when there is none, or who it is cannot be seen
     */
    long requireJavaProcess() throws NoDumpException {
        long pid = number();
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new NoDumpException("no_such_process"));
        String program = process.info().command().orElseThrow(() -> new NoDumpException("process_of_another_user"));
        // The beginning is enough: it ends with "(deleted)" when the JDK was upgraded meanwhile.
        if (!program.substring(program.lastIndexOf('/') + 1).startsWith("java")) {
            throw new NoDumpException("not_a_java_process");
        }
        return pid;
    }

    private long number() throws NoDumpException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe would be waited for.
            throw new NoDumpException("unreadable_pid_file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip();
            long pid = Long.parseLong(text);
            if (pid > 0) {
                return pid;
            }
        } catch (NoSuchFileException e) {
            throw new NoDumpException("no_pid_file");
        } catch (IOException e) {
            throw new NoDumpException("unreadable_pid_file");
        } catch (NumberFormatException e) {
            // said below
        }
        throw new NoDumpException("no_number_in_pid_file");
    }
}
