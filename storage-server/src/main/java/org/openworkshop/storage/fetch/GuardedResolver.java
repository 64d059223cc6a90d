/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * The only way from a host to an address that the HTTP client connects to: resolves once per connection and passes on
 * only what may be called.
 *
 * <p>Addresses are read here, in all their spellings; only names are looked up. Of the names, {@code localhost} and all
 * below it are loopback without asking (RFC 6761 section 6.3).
 *
 * <p>The client connects to exactly the addresses given here and never resolves again, so a name server that changes
 * its answer between check and use gains nothing. Look-ups block in threads of their own; one that outlives its
 * deadline is abandoned, and when all threads are stuck further look-ups fail at once. Thread-safe.
 */
final class GuardedResolver implements SocketAddressResolver, AutoCloseable {
    /** Addresses tried per connection; a name with hundreds of dead ones must not hold a fetch for hours. */
    static final int MAX_ADDRESSES = 4;

    private static final int THREADS_PER_FETCH = 4;

    private final HostResolver resolver;
    private final AllowedHosts allowed;
    private final Duration timeout;
    private final ThreadPoolExecutor executor;

    GuardedResolver(HostResolver resolver, AllowedHosts allowed, Duration timeout, int concurrency) {
        this.resolver = resolver;
        this.allowed = allowed;
        this.timeout = timeout;
        this.executor = new ThreadPoolExecutor(
                0,
                THREADS_PER_FETCH * Math.max(1, concurrency),
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                GuardedResolver::newThread);
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "fetch-dns");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        CompletableFuture<List<InetSocketAddress>> lookup = new CompletableFuture<>();
        CompletableFuture<List<InetSocketAddress>> unused = lookup.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((addresses, failure) -> {
                    if (failure == null) {
                        promise.succeeded(addresses);
                    } else {
                        promise.failed(failure);
                    }
                });
        try {
            executor.execute(() -> lookUp(bare, port, lookup));
        } catch (RejectedExecutionException e) {
            TimeoutException busy = new TimeoutException("name look-ups are stuck");
            busy.initCause(e);
            lookup.completeExceptionally(busy);
        }
    }

    private void lookUp(String host, int port, CompletableFuture<List<InetSocketAddress>> lookup) {
        try {
            lookup.complete(permitted(host, port));
        } catch (Throwable e) {
            lookup.completeExceptionally(e);
        }
    }

    private List<InetSocketAddress> permitted(String host, int port)
            throws UnknownHostException, ForbiddenAddressException {
        boolean exempt = allowed.contains(host, port);
        if (!exempt && isLocalhost(host)) {
            throw new ForbiddenAddressException(host);
        }
        List<InetAddress> found = addresses(host);
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        List<InetSocketAddress> permitted = new ArrayList<>();
        for (InetAddress address : found) {
            if (permitted.size() < MAX_ADDRESSES && (exempt || AddressGuard.isPublic(address))) {
                // The client takes the name that TLS is checked against from the address: it must be the host's.
                permitted.add(new InetSocketAddress(InetAddress.getByAddress(host, address.getAddress()), port));
            }
        }
        if (permitted.isEmpty()) {
            throw new ForbiddenAddressException(host);
        }
        return permitted;
    }

    private List<InetAddress> addresses(String host) throws UnknownHostException, ForbiddenAddressException {
        if (IpLiteral.looksLikeIpv6(host)) {
            return List.of(IpLiteral.parse(host));
        }
        if (NumericHost.isNumeric(host)) {
            InetAddress address = NumericHost.parse(host);
            if (address == null) {
                throw new ForbiddenAddressException(host);
            }
            return List.of(address);
        }
        return resolver.resolve(host);
    }

    private static boolean isLocalhost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** Ends the threads; a look-up that is stuck in the platform keeps its (daemon) thread until it returns. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
