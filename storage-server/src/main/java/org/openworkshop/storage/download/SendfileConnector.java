/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A port over whose connections files are sent from the page cache, where nothing has to be done with their bytes: see
 * {@link SendfileEndPoint}. Otherwise Jetty's own connector.
 */
public class SendfileConnector extends ServerConnector {
    /** A port with that many acceptors and selectors; -1 for as many as Jetty thinks right. */
    public SendfileConnector(Server server, int acceptors, int selectors, ConnectionFactory... factories) {
        super(server, acceptors, selectors, factories);
    }

    @Override
    protected final SocketChannelEndPoint newEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SendfileEndPoint endPoint = new SendfileEndPoint(channel, selector, key, getScheduler(), getByteBufferPool());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
