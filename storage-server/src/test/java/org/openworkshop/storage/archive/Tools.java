/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The archive tools of the machine. When one is missing, {@code .ci/install-tools} is run once for all tests. */
public final class Tools {
    private static final List<String> NEEDED =
            List.of("zip", "unzip", "tar", "xz", "zstd", "lz4", "bzip2", "gzip", "cpio", "ar", "compress", "python3");

    private Tools() {}

    /** The first 7-Zip found under one of its names. */
    public static String sevenZip() {
        return onPath("7z") ? "7z" : "7zz";
    }

    /** Runs a tool in a folder; fails the test with the tool's output when the tool fails. */
    public static void run(Path folder, String... command) throws IOException, InterruptedException {
        Installed.check();
        execute(folder, List.of(command));
    }

    private static void execute(Path folder, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + code + ": " + output);
        }
    }

    private static boolean onPath(String tool) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }

    private static boolean complete() {
        return NEEDED.stream().allMatch(Tools::onPath) && (onPath("7z") || onPath("7zz"));
    }

    /** Initialised once per test run. */
    private static final class Installed {
        private static final String PROBLEM = prepare();

        static void check() {
            if (!PROBLEM.isEmpty()) {
                throw new AssertionError(PROBLEM);
            }
        }

        private static String prepare() {
            if (complete()) {
                return "";
            }
            try {
                Path script = script();
                execute(Path.of("").toAbsolutePath(), List.of("bash", script.toString()));
            } catch (IOException | AssertionError e) {
                return "Archive tools are missing and .ci/install-tools could not install them: " + e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "Interrupted while .ci/install-tools installed archive tools";
            }
            return complete() ? "" : "Archive tools are still missing after .ci/install-tools; run it by hand";
        }

        private static Path script() {
            Path folder = Path.of("").toAbsolutePath();
            while (!Files.exists(folder.resolve(".ci/install-tools"))) {
                folder = folder.getParent();
                if (folder == null) {
                    throw new AssertionError(".ci/install-tools not found");
                }
            }
            return folder.resolve(".ci/install-tools");
        }
    }
}
