/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StuckRequestTest {
    private final AtomicInteger requests = new AtomicInteger();

    /** A check whose requests take their status from {@code answer} and cannot be cut, like a name lookup. */
    private HttpHealthCheck check(IntSupplier answer) throws Exception {
        URLStreamHandler handler = new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return openConnection(url, Proxy.NO_PROXY);
            }

            @Override
            protected URLConnection openConnection(URL url, Proxy proxy) {
                requests.incrementAndGet();
                return new FakeConnection(url, answer);
            }
        };
        return new HttpHealthCheck(new URL(null, "http://host/healthz", handler), Duration.ofMillis(100));
    }

    @Test
    void atMostOneRequestIsLeftBehind() throws Exception {
        CountDownLatch lookupEnds = new CountDownLatch(1);
        HttpHealthCheck check = check(() -> {
            awaitQuietly(lookupEnds);
            return 200;
        });
        assertThat(check.check()).isEqualTo(CheckResult.failed("timeout"));
        assertThat(check.check()).isEqualTo(CheckResult.failed("previous_check_stuck"));
        assertThat(check.check()).isEqualTo(CheckResult.failed("previous_check_stuck"));
        assertThat(requests).hasValue(1);
        lookupEnds.countDown();
        assertThat(check.check()).isEqualTo(CheckResult.ofStatus(200));
        assertThat(requests).hasValue(2);
    }

    @Test
    void surpriseOfTheHttpClientIsAFailureOfTheService() throws Exception {
        HttpHealthCheck check = check(() -> {
            throw new IllegalArgumentException("token=secret");
        });
        assertThat(check.check()).isEqualTo(CheckResult.failed("IllegalArgumentException"));
    }

    @Test
    void illnessOfTheWatchdogIsNotBlamedOnTheService() throws Exception {
        HttpHealthCheck check = check(() -> {
            throw new OutOfMemoryError("pretended");
        });
        assertThatThrownBy(check::check).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void interruptEndsTheCheckAtOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpHealthCheck check = check(() -> {
            awaitQuietly(never);
            return 200;
        });
        Thread.currentThread().interrupt();
        assertThatThrownBy(check::check).isInstanceOf(InterruptedException.class);
        never.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class FakeConnection extends HttpURLConnection {
        private final IntSupplier answer;

        FakeConnection(URL url, IntSupplier answer) {
            super(url);
            this.answer = answer;
        }

        @Override
        public int getResponseCode() {
            return answer.getAsInt();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public void connect() {}

        @Override
        public void disconnect() {}

        @Override
        public boolean usingProxy() {
            return false;
        }
    }
}
