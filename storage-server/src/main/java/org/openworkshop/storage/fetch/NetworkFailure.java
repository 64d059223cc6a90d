/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Sorting of what the HTTP client throws: final, or worth another try; timeout or not. */
final class NetworkFailure {
    private static final int MAX_CAUSES = 16;

    private NetworkFailure() {}

    /**
     * The exception to go on with.
     *
     * @throws FetchException if another try can't help: a refused address, a certificate that does not hold, too many
     *     bytes
     */
    static BrokenTryException sorted(Throwable failure, Hop hop) throws FetchException {
        if (hasCause(failure, ForbiddenAddressException.class)) {
            throw new FetchException(Reason.FORBIDDEN_ADDRESS, "address not allowed: " + hop.label(), failure);
        }
        if (hasCause(failure, OverLimitException.class)) {
            throw new FetchException(Reason.TOO_LARGE, "encoded body too large: " + hop.label(), failure);
        }
        if (hasCause(failure, SSLHandshakeException.class) || hasCause(failure, SSLPeerUnverifiedException.class)) {
            throw new FetchException(Reason.FAILED, "TLS handshake failed: " + hop.label(), failure);
        }
        if (hasCause(failure, TimeoutException.class) || hasCause(failure, SocketTimeoutException.class)) {
            return broken(Reason.TIMEOUT, "timed out: ", failure, hop);
        }
        if (hasCause(failure, UnknownHostException.class)) {
            return broken(Reason.FAILED, "host not found: ", failure, hop);
        }
        return broken(Reason.FAILED, "connection failed: ", failure, hop);
    }

    private static BrokenTryException broken(Reason reason, String message, Throwable failure, Hop hop) {
        return new BrokenTryException(new FetchException(reason, message + hop.label(), failure));
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
