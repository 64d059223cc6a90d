/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.openworkshop.storage.config.TransferConfig;

/** A fetcher with everything around it that tests decide on: names, pauses, timeouts, trust. */
final class FetchFixture implements AutoCloseable {
    final FakeResolver resolver = new FakeResolver();
    final RecordingListener listener = new RecordingListener();
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    final UrlFetcher fetcher;
    private final Path target;

    /** Allows 127.0.0.1, as the tests' origins live there; patience enough for a busy machine. */
    FetchFixture(Path target) {
        this(target, List.of("127.0.0.1"), Duration.ofSeconds(20), new SslContextFactory.Client());
    }

    FetchFixture(Path target, List<String> allowed, Duration idleTimeout, SslContextFactory.Client tls) {
        this.target = target;
        this.fetcher = new UrlFetcher(config(allowed, idleTimeout), resolver, pauses::add, tls);
    }

    static TransferConfig config(List<String> allowed, Duration idleTimeout) {
        Duration hour = Duration.ofHours(1);
        return new TransferConfig(
                0,
                0,
                0,
                allowed,
                4,
                3,
                4,
                2,
                16,
                hour,
                hour,
                new TransferConfig.Timeouts(hour, hour, hour, Duration.ofSeconds(5), idleTimeout, hour, hour, hour));
    }

    FetchResult fetch(URI uri) throws Exception {
        return fetch(uri, 0);
    }

    FetchResult fetch(URI uri, long maxBytes) throws Exception {
        return fetcher.fetch(uri, target, maxBytes, listener);
    }

    FetchException failure(URI uri) {
        return failure(uri, 0);
    }

    FetchException failure(URI uri, long maxBytes) {
        FetchException failure = catchThrowableOfType(FetchException.class, () -> fetch(uri, maxBytes));
        if (failure == null) {
            throw new AssertionError("fetch did not fail");
        }
        return failure;
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
