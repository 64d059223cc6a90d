/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.openworkshop.storage.access.AccessService;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.callback.CallbackSender;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ServerConfig;
import org.openworkshop.storage.config.TelemetryConfig;
import org.openworkshop.storage.face.admin.AdminFace;
import org.openworkshop.storage.face.workshop.JobSockets;
import org.openworkshop.storage.fetch.UrlFetcher;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.ops.EnginesCheck;
import org.openworkshop.storage.ops.Health;
import org.openworkshop.storage.ops.HealthWatch;
import org.openworkshop.storage.ops.Metrics;
import org.openworkshop.storage.ops.ServiceReports;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.MainDirectoryException;
import org.openworkshop.storage.telemetry.Telemetry;
import org.openworkshop.storage.trace.Tracing;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.ClientAddress;
import org.openworkshop.storage.web.StopGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running storage server: REST, WebSocket and downloads on one port, and on an encrypted one where there is a certificate. */
public final class StorageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageServer.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Server server;
    private final EnginesCheck engines;
    private final HealthWatch health;
    private final Duration longestStop;
    private final int port;
    private final OptionalInt tlsPort;

    private StorageServer(AppConfig config) throws Exception {
        try {
            ConnectionLimit connections =
                    new ConnectionLimit(config.server().limits().maxConnections());
            StopGate gate = new StopGate(config.server().limits().maxRequests(), connections::refuses);
            Wired wired = wire(config, gate, connections);
            server = wired.server();
            engines = wired.engines();
            health = wired.health();
            longestStop = StopSignals.longestStop(config.server().shutdownGrace());
            own(server::stop);
            server.start();
            wired.transfers().start();
            complainOfFiles(config.server().limits());
            complainOfLocale();
            Connector[] connectors = server.getConnectors();
            port = ((ServerConnector) connectors[0]).getLocalPort();
            tlsPort = connectors.length == 1
                    ? OptionalInt.empty()
                    : OptionalInt.of(((ServerConnector) connectors[1]).getLocalPort());
            own(new GracefulStop(
                    server,
                    gate,
                    wired.sockets(),
                    wired.transfers(),
                    config.server().shutdownGrace()));
            // Before what they stand on: operators see that the server stops.
            own(wired.admin());
            tellOperators(config, wired);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private static void complainOfFiles(ServerConfig.Limits limits) {
        OptionalLong limit = OpenFiles.limit();
        OpenFiles.missing(limits, limit)
                .ifPresent(needed -> LOG.warn(
                        "Fewer files may be open than server.max_connections may need, raise the limit or lower the setting"
                                + " limit={} needed={} connections={}",
                        limit.orElse(0),
                        needed,
                        limits.maxConnections()));
    }

    private static void complainOfLocale() {
        if (!FileNames.haveAllLetters()) {
            LOG.warn("Paths with letters beyond ASCII are refused in this locale, let the server run in C.UTF-8");
        }
    }

    /** The parts that are needed after they were wired. */
    private record Wired(
            Server server,
            JobSockets sockets,
            Transfers transfers,
            EnginesCheck engines,
            HealthWatch health,
            AdminFace admin,
            String operatorToken,
            Path mainDir) {}

    /** What they need is not worth a start that fails. */
    private void tellOperators(AppConfig config, Wired wired) {
        try {
            own(OperatorFile.write(wired.mainDir(), config.server().host(), port, wired.operatorToken()));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("Commands for operators will not find this server reason={}", e.toString());
        }
    }

    /**
     * Opens the main directory and the ports.
     *
     * @throws StartException when the main directory is in use or cannot be used, a port cannot be opened, or certificate or key
     *     cannot be used
     */
    public static StorageServer start(AppConfig config) throws StartException {
        try {
            return new StorageServer(config);
        } catch (StartException e) {
            throw e;
        } catch (MainDirectoryException e) {
            throw new StartException(e.getMessage() == null ? "the main directory cannot be used" : e.getMessage(), e);
        } catch (FileSystemException e) {
            throw new StartException(fault(e), e);
        } catch (IOException e) {
            // Jetty names the address, and the system's reason behind it.
            Throwable cause = e.getCause();
            throw new StartException(e.getMessage() + (cause == null ? "" : ": " + cause.getMessage()), e);
        } catch (Exception e) {
            throw new StartException(e.toString(), e);
        }
    }

    /** Some of these failures say no more than the file's name. */
    private static String fault(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return e.getFile() + ": permission denied; the user that the server runs as has to be its owner";
        }
        return e.getReason() == null ? e.toString() : e.getFile() + ": " + e.getReason();
    }

    private Wired wire(AppConfig config, StopGate gate, ConnectionLimit connections) throws Exception {
        Clock clock = Clock.systemUTC();
        MainDirectory mainDirectory = own(
                MainDirectory.open(config.storage().mainDir(), config.storage().minFreeBytes()));
        Metrics metrics = new Metrics();
        Tracing tracing = tracing(config);
        Archives archives = own(new Archives(
                config.archive(),
                config.transfer().maxUnpackedBytes(),
                // Before the job's own time is up, so that what stood still is known.
                config.transfer().timeouts().repackIdle().dividedBy(2),
                metrics.nativeEngine()));
        ImageConverter images = new ImageConverter(config.image());
        TransferTokens transferTokens = new TransferTokens(config.tokens().transferJwtSecret(), clock);
        ClientAddress clientAddress = new ClientAddress(config.server().trustedProxies());
        Transfers.Engines engines = new Transfers.Engines(
                archives,
                images,
                own(new UrlFetcher(config.transfer())),
                own(new CallbackSender(config.manager(), transferTokens, clock, metrics.callbacks(), tracing)));
        Transfers transfers = own(new Transfers(config, mainDirectory, engines, metrics.jobs(), tracing));
        AccessService accessService = own(new AccessService(config.access(), clock, metrics.access(), tracing));
        metrics.disk(mainDirectory);
        Figures figures = new Figures(metrics);
        figures.of(accessService);
        figures.of(transfers);
        figures.of(gate, connections);
        figures.of(config);
        Routes routes = new Routes(config, mainDirectory, archives);
        EnginesCheck enginesCheck = own(new EnginesCheck(
                List.of(
                        new EnginesCheck.Engine("image encoder", () -> {
                            images.checkEncoder();
                            return true;
                        }),
                        new EnginesCheck.Engine("archive engine", archives::isNativeEngineReady),
                        new EnginesCheck.Engine("resources", routes::awaitResources)),
                System::nanoTime));
        HealthWatch health = own(new HealthWatch(
                new Health(
                        List.of(
                                Health.writable(mainDirectory),
                                Health.freeSpace(mainDirectory, config.storage().minFreeBytes()),
                                enginesCheck),
                        details(transfers, archives, accessService),
                        gate::isShut),
                System::nanoTime));
        metrics.health(health);
        Server built = HttpServer.create(config, connections);
        ManageTokens manageTokens = new ManageTokens(config.tokens(), config.admin(), clock);
        String operatorToken = OperatorFile.token(new SecureRandom());
        AdminFace admin = new AdminFace(
                built,
                transfers,
                mainDirectory.space(),
                new AdminFace.Access(
                        manageTokens,
                        clientAddress,
                        operatorToken,
                        config.admin().enabled()),
                new AdminFace.Program(
                        version(),
                        clock.instant(),
                        config.storage().minFreeBytes(),
                        () -> archives.nativeEngine().state()));
        JobSockets sockets = own(routes.install(
                built,
                new Routes.Features(
                        transfers,
                        images,
                        accessService,
                        manageTokens,
                        transferTokens,
                        clientAddress,
                        health,
                        metrics,
                        tracing,
                        admin,
                        gate)));
        transfers.recover();
        return new Wired(built, sockets, transfers, enginesCheck, health, admin, operatorToken, mainDirectory.root());
    }

    /** OpenTelemetry is loaded here, or never. */
    private Tracing tracing(AppConfig config) throws StartException {
        Optional<TelemetryConfig.Export> export = config.telemetry().export();
        if (export.isEmpty()) {
            return Tracing.OFF;
        }
        try {
            return own(Telemetry.start(export.get()));
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Health.Detail> details(Transfers transfers, Archives archives, AccessService accessService) {
        return List.of(
                new Health.Detail("access_service", () -> accessService.isLeftAlone() ? "left alone" : "asked"),
                new Health.Detail("callbacks_owed", transfers::owedCallbacks),
                new Health.Detail("callbacks_given_up", transfers::givenUpCallbacks),
                new Health.Detail("jobs_waiting", transfers::waiting),
                new Health.Detail("jobs_under_way", transfers::underWay),
                new Health.Detail("native_engine", () -> archives.nativeEngine().state()),
                new Health.Detail(
                        "native_engine_isolation", () -> archives.nativeEngine().isolation()));
    }

    /** That of the jar; classes outside of one have none. */
    private static String version() {
        String version = StorageServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** The port in clear that is, or was, listened on. */
    public int port() {
        return port;
    }

    /** The encrypted port that is, or was, listened on; absent without a certificate. */
    public OptionalInt tlsPort() {
        return tlsPort;
    }

    /** Has the engines that bring native code tried in the background, so that the log tells early how they work. */
    public void tryEngines() {
        var unused = engines.state();
    }

    /**
     * Tells the service manager from now on how the server is, if one asks for it.
     *
     * @param environment where a service manager says so, see {@link ServiceReports}
     * @param address where the server listens, for people
     */
    public synchronized void reportTo(Map<String, String> environment, String address) {
        boolean closed = parts.isEmpty();
        if (!closed) {
            // Closed before all other parts: that is when the stop begins.
            ServiceReports.begin(environment, new ServiceReports.Subject(health, address, longestStop))
                    .ifPresent(this::own);
        }
    }

    /** Waits until the server has stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /**
     * Stops gracefully, see {@link GracefulStop}, and then the other parts in the opposite order of their start. Blocks; later
     * calls do nothing, and one at the same time waits for the first.
     */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("A part did not stop cleanly", e);
            }
        }
    }
}
