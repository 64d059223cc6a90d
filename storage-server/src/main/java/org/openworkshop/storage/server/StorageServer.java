/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.openworkshop.storage.access.AccessService;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.callback.CallbackSender;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.fetch.UrlFetcher;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.ops.EnginesCheck;
import org.openworkshop.storage.ops.Health;
import org.openworkshop.storage.ops.Metrics;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.MainDirectoryException;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.ClientAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running storage server: one port with REST, WebSocket and downloads. */
public final class StorageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageServer.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Server server;

    private StorageServer(AppConfig config) throws Exception {
        try {
            server = wire(config);
            own(server::stop);
            server.start();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the main directory and the port.
     *
     * @throws StartException when the main directory is in use or cannot be used, or the port cannot be opened
     */
    public static StorageServer start(AppConfig config) throws StartException {
        try {
            return new StorageServer(config);
        } catch (MainDirectoryException e) {
            throw new StartException(e.getMessage() == null ? "the main directory cannot be used" : e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException("cannot start: " + e, e);
        } catch (Exception e) {
            throw new StartException("cannot start: " + e, e);
        }
    }

    private Server wire(AppConfig config) throws Exception {
        Clock clock = Clock.systemUTC();
        MainDirectory mainDirectory = own(MainDirectory.open(config.storage().mainDir(), config.storage().minFreeBytes()));
        Archives archives = own(new Archives(config.archive(), config.transfer().maxUnpackedBytes(), config.transfer().timeouts().repackIdle()));
        ImageConverter images = new ImageConverter(config.image());
        TransferTokens transferTokens = new TransferTokens(config.tokens().transferJwtSecret(), clock);
        ClientAddress clientAddress = new ClientAddress(config.server().trustedProxies());
        Metrics metrics = new Metrics();
        Transfers.Engines engines = new Transfers.Engines(
                archives,
                images,
                own(new UrlFetcher(config.transfer())),
                own(new CallbackSender(config.manager(), transferTokens, clock)));
        Transfers transfers = own(new Transfers(config, mainDirectory, engines, metrics));
        metrics.gauge("storage_callbacks_owed", "Completions Manager has not yet accepted.", transfers::owedCallbacks);
        metrics.gauge("storage_websocket_clients", "Open job sockets.", transfers::watchers);
        metrics.disk(mainDirectory);
        EnginesCheck enginesCheck = own(new EnginesCheck(
                List.of(
                        new EnginesCheck.Engine("image encoder", () -> {
                            images.checkEncoder();
                            return true;
                        }),
                        new EnginesCheck.Engine("archive engine", archives::isNativeEngineReady)),
                System::nanoTime));
        Health health = new Health(List.of(
                Health.writable(mainDirectory),
                Health.freeSpace(mainDirectory, config.storage().minFreeBytes()),
                enginesCheck));
        Routes routes = new Routes(config, mainDirectory, archives);
        Server built = HttpServer.create(config);
        own(routes.install(
                built,
                new Routes.Features(
                        transfers,
                        images,
                        own(new AccessService(config.access(), clock)),
                        new ManageTokens(config.tokens(), clock),
                        transferTokens,
                        clientAddress,
                        health,
                        metrics)));
        transfers.recover();
        transfers.start();
        return built;
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** The port that is listened on. */
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** Waits until the server has stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Stops the parts in the opposite order of their start; later calls do nothing. */
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
