/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.storage.FreeSpace;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.ClientAddress;

/** The operator's interface as a whole, for people ({@code /admin/}) and for the operator's commands. */
public final class AdminFace implements AutoCloseable {
    private final AdminHandler handler;
    private final AdminSockets sockets;

    /**
     * Who may use it.
     *
     * @param operatorToken what the operator's commands show
     * @param enabled whether people may, with the admin token
     */
    public record Access(ManageTokens tokens, ClientAddress clientAddress, String operatorToken, boolean enabled) {
        @Override
        public String toString() {
            return "Access[enabled=" + enabled + "]";
        }
    }

    /**
     * What is known of the program itself.
     *
     * @param nativeEngine the state of what reads rare archive formats
     */
    public record Program(String version, Instant startedAt, long minFreeBytes, Supplier<String> nativeEngine) {}

    /** Puts it together; {@code server} lends buffers and threads to sockets. */
    public AdminFace(Server server, Transfers transfers, FreeSpace space, Access access, Program program) {
        AdminView view = new AdminView(transfers, space, program);
        sockets = new AdminSockets(server, () -> Snapshot.of(view));
        AdminAccess who = new AdminAccess(
                access.tokens(),
                access.clientAddress(),
                new Sessions(Clock.systemUTC(), new SecureRandom()),
                access.operatorToken(),
                access.enabled());
        handler = new AdminHandler(who, view, new AdminActions(transfers), sockets);
    }

    /** Answers {@code /admin/…}, and takes no other request. Blocks. */
    public Handler handler() {
        return handler;
    }

    /** Ends the sockets. */
    @Override
    public void close() {
        sockets.close();
    }
}
