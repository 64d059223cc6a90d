/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TransferConfig;

/** A fetcher with everything around it that tests decide on: names, pauses, timeouts, trust. */
final class FetchFixture implements AutoCloseable {
    final FakeResolver resolver = new FakeResolver();
    final RecordingListener listener = new RecordingListener();
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    /** The clock, which stands still unless a test moves it. */
    final AtomicLong nanos = new AtomicLong();

    final UrlFetcher fetcher;
    private final Path target;

    /** What a test may change. Allows 127.0.0.1, as the tests' origins live there; patience enough for a busy machine. */
    static final class Settings {
        List<String> allowed = List.of("127.0.0.1");
        Duration connect = Duration.ofSeconds(5);
        Duration idle = Duration.ofSeconds(20);
        Duration total = Duration.ofHours(1);
        int retries = 3;
        SslContextFactory.Client tls = new SslContextFactory.Client();

        @Nullable
        Sleeper sleeper;

        @Nullable
        LongSupplier nanoTime;

        private TransferConfig config() {
            Duration hour = Duration.ofHours(1);
            TransferConfig.Timeouts timeouts =
                    new TransferConfig.Timeouts(hour, hour, hour, connect, idle, total, hour, hour);
            return new TransferConfig(0, 0, 0, allowed, 4, retries, 4, 2, 16, hour, hour, timeouts);
        }
    }

    FetchFixture(Path target) {
        this(target, settings -> {});
    }

    FetchFixture(Path target, Consumer<Settings> change) {
        Settings settings = new Settings();
        change.accept(settings);
        this.target = target;
        Sleeper sleeper = settings.sleeper == null ? pauses::add : settings.sleeper;
        LongSupplier clock = settings.nanoTime == null ? nanos::get : settings.nanoTime;
        this.fetcher = new UrlFetcher(settings.config(), resolver, settings.tls, sleeper, clock);
    }

    FetchResult fetch(URI uri) throws Exception {
        return fetch(uri, 0);
    }

    FetchResult fetch(URI uri, long maxBytes) throws Exception {
        return fetcher.fetch(new FetchRequest(uri, target, maxBytes, null), listener);
    }

    FetchResult resume(URI uri, ResumePoint point) throws Exception {
        return fetcher.fetch(new FetchRequest(uri, target, 0, point), listener);
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
