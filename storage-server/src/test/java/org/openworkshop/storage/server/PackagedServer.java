/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program, run as a process of its own. */
public final class PackagedServer implements AutoCloseable {
    public static final String UPLOAD_TOKEN = "upload-token";
    static final String SECRET = "a transfer secret of more than 32 bytes";
    private static final Pattern ADDRESS = Pattern.compile("address(?:=|\":\")(http://[^\\s\"]+)");
    private static final int LONGEST_SECONDS = 60;

    private final Process process;
    private final Path log;

    private PackagedServer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Runs a command line to its end. */
    static Finished run(Path folder, Map<String, String> environment, String... arguments) throws Exception {
        return run(folder, environment, command(List.of(), arguments));
    }

    /** The same for a user whom permissions bind, which root is without its capabilities. */
    static Finished runWithoutRights(Path folder, Map<String, String> environment, String... arguments)
            throws Exception {
        ProcessBuilder builder = command(List.of(), arguments);
        if (System.getProperty("user.name").equals("root")) {
            List<String> bound = new ArrayList<>(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"));
            bound.addAll(builder.command());
            builder.command(bound);
        }
        return run(folder, environment, builder);
    }

    /** Runs a command line of the token generator to its end. */
    static Finished tokenGen(Path folder, Map<String, String> environment, String... arguments) throws Exception {
        return run(folder, environment, command("token-gen.jar", List.of(), arguments));
    }

    private static Finished run(Path folder, Map<String, String> environment, ProcessBuilder builder) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + Files.readString(output));
        }
        return new Finished(process.exitValue(), Files.readString(output));
    }

    /** What a command said and how it ended. */
    record Finished(int exitCode, String output) {}

    /** Starts serving and waits for the port. */
    static PackagedServer serve(Path folder, Path mainDir, List<String> jvmOptions) throws Exception {
        return serve(folder, mainDir, jvmOptions, Map.of());
    }

    /** Starts serving with settings beyond the required ones and waits for the port. */
    static PackagedServer serve(Path folder, Path mainDir, List<String> jvmOptions, Map<String, String> more)
            throws Exception {
        return serve(folder, settings(mainDir, more), command(jvmOptions, "serve"));
    }

    /** Starts serving with a file of settings, and a few from the environment, and waits for the port. */
    static PackagedServer serveConfigured(Path folder, Path config, Map<String, String> more) throws Exception {
        return serve(folder, more, command(List.of(), "serve", "--config", config.toString()));
    }

    /**
     * Starts serving with the required settings and a main directory on a small file system of its own, which only this process sees; others reach it through
     * {@link #inside}.
     */
    static PackagedServer serveOnSmallDisk(Path folder, Path mainDir, int mebibytes, Map<String, String> more)
            throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        ProcessBuilder program = command(List.of(), "serve");
        List<String> mounted = new ArrayList<>(List.of(
                "unshare",
                root ? "--mount" : "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + mebibytes + "m tmpfs \"$0\" && exec \"$@\"",
                Files.createDirectories(mainDir).toString()));
        mounted.addAll(program.command());
        return serve(folder, settings(mainDir, more), program.command(mounted));
    }

    /** A path as the process sees it. */
    Path inside(Path path) {
        return Path.of("/proc/" + process.pid() + "/root" + path);
    }

    private static PackagedServer serve(Path folder, Map<String, String> settings, ProcessBuilder builder)
            throws Exception {
        Path log = Files.createTempFile(folder, "server", ".log");
        builder.environment().putAll(settings);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        PackagedServer server = new PackagedServer(process, log);
        org.awaitility.Awaitility.await()
                .atMost(LONGEST_SECONDS, TimeUnit.SECONDS)
                .until(() -> !process.isAlive() || ADDRESS.matcher(server.log()).find());
        if (!process.isAlive()) {
            throw new IllegalStateException(server.log());
        }
        return server;
    }

    /**
     * Starts serving with exactly these settings, without waiting for anything; what it says goes to the end of the log.
     */
    public static Process start(Path log, Map<String, String> settings, List<String> jvmOptions) throws IOException {
        ProcessBuilder builder = command(jvmOptions, "serve");
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Starts any command without waiting for it; what it says goes to a new file. */
    static Process process(Path output, Map<String, String> settings, String... arguments) throws IOException {
        ProcessBuilder builder = command(List.of(), arguments);
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static Map<String, String> settings(Path mainDir, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings(mainDir));
        all.putAll(more);
        return all;
    }

    /** The required settings and a few for tests; all three manage tokens are {@link #UPLOAD_TOKEN}. */
    public static Map<String, String> settings(Path mainDir) {
        String hash = BCrypt.withDefaults().hashToString(4, UPLOAD_TOKEN.toCharArray());
        return Map.of(
                "OW_SERVER_PORT",
                "0",
                "OW_SERVER_ACCESS_LOG",
                "true",
                "OW_STORAGE_MAIN_DIR",
                mainDir.toString(),
                "OW_STORAGE_MIN_FREE_BYTES",
                "1",
                "OW_MANAGER_URL",
                "http://127.0.0.1:9",
                "OW_ACCESS_SERVICE_URL",
                "http://127.0.0.1:9",
                "OW_TOKENS_TRANSFER_JWT_SECRET",
                SECRET,
                "OW_TOKENS_UPLOAD_FILE",
                hash,
                "OW_TOKENS_DELETE_FILE",
                hash,
                "OW_TOKENS_STORAGE_MANAGE_TOKEN",
                hash);
    }

    private static ProcessBuilder command(List<String> jvmOptions, String... arguments) {
        return command("storage.jar", jvmOptions, arguments);
    }

    private static ProcessBuilder command(String jar, List<String> jvmOptions, String... arguments) {
        String path = System.getProperty(jar);
        if (path == null || !Files.isRegularFile(Path.of(path))) {
            throw new IllegalStateException(path + " is not there; package its module first");
        }
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(path);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    public static String token(String jobId) {
        return token(jobId, Map.of("max_bytes", 0));
    }

    static String token(String jobId, Map<String, ?> claims) {
        return JWT.create()
                .withPayload(claims)
                .withClaim("job_id", jobId)
                .withAudience("storage")
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(Algorithm.HMAC256(SECRET));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    URI uri(String path) throws IOException {
        Matcher address = ADDRESS.matcher(log());
        if (!address.find()) {
            throw new IllegalStateException("no address in the log");
        }
        return URI.create(address.group(1) + path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
        return HttpClient.newHttpClient()
                .send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    /** The largest resident memory so far, in KiB. */
    long peakMemoryKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The number by which the system knows the process. */
    long pid() {
        return process.pid();
    }

    /** Asks the process to end and waits for it. */
    void terminate() throws InterruptedException {
        process.destroy();
        exitCode();
    }

    /** Sends a signal, named without {@code SIG}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("no signal could be sent: " + log());
        }
    }

    /** Waits for the end of the process. */
    int exitCode() throws InterruptedException {
        if (!endsWithin(Duration.ofSeconds(LONGEST_SECONDS))) {
            throw new IllegalStateException("does not stop");
        }
        return process.exitValue();
    }

    /** Waits for the end of the process; false when it is still running after that time. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
