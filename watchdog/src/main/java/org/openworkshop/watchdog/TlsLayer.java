/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS over a connection (RFC 9110 section 4.3.4). A class of its own, so that who asks an {@code http} address never loads it. */
final class TlsLayer {
    private TlsLayer() {}

    /** Shakes hands, and sees to it that the certificate is that host's. */
    static Socket over(Socket connection, String host, int port) throws CheckException, IOException {
        SSLSocket secured = create(connection, host, port);
        try {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (SSLException e) {
            throw new CheckException(CheckError.TLS);
        }
    }

    /** Fails when the JDK's own store of certificates cannot be read, of which the service knows nothing. */
    private static SSLSocket create(Socket connection, String host, int port) throws CheckException {
        try {
            SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
            return (SSLSocket) sockets.createSocket(connection, host, port, true);
        } catch (IOException e) {
            throw new CheckException(CheckError.NOT_CHECKED);
        }
    }
}
