/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import org.openworkshop.storage.config.AppConfig;

/** A running storage server: one port with REST, WebSocket and downloads. */
public final class StorageServer implements AutoCloseable {
    private StorageServer() {}

    /**
     * Opens the main directory and the port.
     *
     * @throws StartException when the main directory is in use or cannot be used, or the port cannot be opened
     */
    public static StorageServer start(AppConfig config) throws StartException {
        if (config.server().port() < 0) {
            throw new StartException("not wired yet");
        }
        return new StorageServer();
    }

    /** The port that is listened on. */
    public int port() {
        return 0;
    }

    /** Waits until the server has stopped. */
    public void join() throws InterruptedException {}

    /** Stops gracefully; later calls do nothing. */
    @Override
    public void close() {}
}
