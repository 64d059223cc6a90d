/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.server.StartException;
import org.openworkshop.storage.server.StorageServer;

/** A running storage server and the stand-in Manager that it works with. */
final class DevMode implements AutoCloseable {
    private final StandInManager manager;
    private final StorageServer storage;

    private DevMode(StandInManager manager, StorageServer storage) {
        this.manager = manager;
        this.storage = storage;
    }

    /**
     * Starts both on the loopback interface.
     *
     * @param directory where files and Manager's catalogue are kept; made when missing
     * @param port of the storage server; 0 lets the system choose
     * @param managerPort of the stand-in Manager; 0 lets the system choose
     * @throws StartException when a port or the directory is in use or cannot be used
     */
    static DevMode start(Path directory, int port, int managerPort) throws StartException, ConfigException {
        DevSecrets secrets = DevSecrets.random(new SecureRandom());
        StandInManager manager = listen(directory, managerPort, secrets);
        try {
            // The storage server may owe completions from its last run: Manager's port is open already.
            DevMode started = new DevMode(
                    manager, startStorage(secrets.settings(directory.resolve("storage"), port, manager.url())));
            manager.start(started.storageUrl());
            return started;
        } catch (StartException | ConfigException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static StorageServer startStorage(AppConfig settings) throws StartException {
        try {
            return StorageServer.start(settings);
        } catch (StartException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw inUse(settings.server().port(), "storage server", "--port", e);
                }
            }
            throw e;
        }
    }

    private static StartException inUse(int port, String whose, String option, Throwable cause) {
        return new StartException(
                "port " + port + " for the " + whose + " is in use; choose another with " + option
                        + " (0 takes a free one)",
                cause);
    }

    private static StandInManager listen(Path directory, int port, DevSecrets secrets) throws StartException {
        Path file = directory.resolve("catalogue.json");
        Catalogue catalogue;
        try {
            Files.createDirectories(directory);
            catalogue = Catalogue.open(file);
        } catch (IOException e) {
            throw new StartException("the directory " + directory + " cannot be used: " + e, e);
        }
        try {
            return new StandInManager(port, secrets, catalogue, Clock.systemUTC());
        } catch (BindException e) {
            throw inUse(port, "stand-in Manager", "--manager-port", e);
        } catch (IOException e) {
            throw new StartException("the stand-in Manager cannot listen on port " + port + ": " + e, e);
        }
    }

    /** The storage server's base address. */
    URI storageUrl() {
        return URI.create("http://127.0.0.1:" + storage.port());
    }

    /** The stand-in Manager's base address, which is the page's. */
    URI managerUrl() {
        return manager.url();
    }

    /** Waits until the storage server has stopped. */
    void join() throws InterruptedException {
        storage.join();
    }

    /** Stops the storage server first: it may still have something to tell Manager. Later calls do nothing. */
    @Override
    public void close() {
        storage.close();
        manager.close();
    }
}
