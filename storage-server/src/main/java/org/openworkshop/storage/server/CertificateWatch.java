/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.server.CertificateFiles.Content;
import org.openworkshop.storage.server.CertificateFiles.UnusableException;
import org.openworkshop.storage.transfer.TimerErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the encrypted port's certificate that of the files: looks at them again and again, and gives new connections what is in
 * them now. A pair that cannot be used, because only one of the two is written yet for example, leaves the certificate as it is,
 * with one warning. Owns its thread, from its start to its stop.
 */
final class CertificateWatch extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final CertificateFiles files;
    private final Duration period;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private Content looked;
    private @Nullable String lastWarning;
    private @Nullable ScheduledExecutorService thread;

    /**
     * Loads the certificate for the first time.
     *
     * @param period from one look to the next
     * @throws StartException when certificate or key cannot be used
     */
    CertificateWatch(CertificateFiles files, Duration period) throws StartException {
        this.files = files;
        this.period = period;
        try {
            looked = files.read();
            use(context, files.keyStore(looked));
        } catch (UnusableException e) {
            throw new StartException("the certificate for server.tls cannot be used: " + e.getMessage(), e);
        }
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setRenegotiationAllowed(false);
    }

    private static void use(SslContextFactory context, KeyStore keys) {
        context.setKeyStore(keys);
        context.setKeyStorePassword(CertificateFiles.PASSWORD);
    }

    /** What connections take certificate and key from. */
    SslContextFactory.Server context() {
        return context;
    }

    @Override
    protected void doStart() {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "certificate-watch"));
        long nanos = period.toNanos();
        var unused = timer.scheduleWithFixedDelay(TimerErrors.told(this::run), nanos, nanos, TimeUnit.NANOSECONDS);
        thread = timer;
    }

    @Override
    protected void doStop() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    private void run() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("The certificate could not be looked at, the next round tries again", e);
        }
    }

    private void look() {
        try {
            Content now = files.read();
            if (now.equals(looked)) {
                return;
            }
            KeyStore keys = files.keyStore(now);
            context.reload(changed -> use(changed, keys));
            looked = now;
            lastWarning = null;
            LOG.info("New connections get the new certificate file={}", files.certificate());
        } catch (UnusableException e) {
            warn(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            warn(e.toString());
        }
    }

    /** Once per reason: a look comes every minute, and the reason may stay for days. */
    private void warn(String reason) {
        if (!reason.equals(lastWarning)) {
            lastWarning = reason;
            LOG.warn("The changed certificate cannot be used, the old one stays reason={}", reason);
        }
    }
}
