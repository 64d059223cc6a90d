/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The server under test with a Manager and an origin beside it, in a folder of its own below {@code target/fault}. The folder
 * stays, with the server's log in it, until it is {@link #cleared}.
 */
final class Scene implements AutoCloseable {
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(12);
    /** Between two attempts to deliver one completion. */
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(40);

    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(180);

    final Ledger ledger = new Ledger();
    final Path folder;
    final KillableServer server;
    final FaultyManager manager;
    final World world;

    /** Starts everything; the server need not be healthy yet. */
    Scene(String name, long seed) throws IOException {
        folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "fault").toAbsolutePath()), name + '-');
        FaultSettings settings = new FaultSettings(folder);
        Completions completions = new Completions(ledger, seed);
        server = new KillableServer(settings);
        manager = new FaultyManager(settings, completions, seed + 1);
        world = new World(
                settings, ledger, new FaultyOrigin(server::generation), completions, new Watchers(settings, ledger));
    }

    /** Waits until Manager has dealt with every job and is owed nothing, or nothing happens any more. */
    void settle() throws Exception {
        AtomicReference<String> last = new AtomicReference<>("");
        AtomicReference<Long> since = new AtomicReference<>(System.nanoTime());
        within(LONGEST_SETTLING, () -> {
            long unsettled = world.unsettled();
            long owed = (long) world.api().figure("storage_callbacks_owed");
            String state = unsettled + " unsettled, " + owed + " owed, "
                    + world.completions().deliveries();
            if (!last.getAndSet(state).equals(state)) {
                since.set(System.nanoTime());
            }
            Duration longest = owed > 0 ? LONGEST_DELAY : LONGEST_STANDSTILL;
            boolean standstill = System.nanoTime() - since.get() > longest.toNanos();
            return standstill || unsettled == 0 && owed == 0 && manager.isIdle();
        });
        long owed = (long) world.api().figure("storage_callbacks_owed");
        if (owed > 0 || !manager.isIdle()) {
            ledger.problem("settling", owed + " completions are still owed, Manager is idle: " + manager.isIdle());
        }
    }

    /** Waits for a condition, at most so long. */
    static boolean within(Duration atMost, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return true;
    }

    /** Stops everything and deletes the folder. */
    void cleared() throws IOException, InterruptedException {
        close();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        world.watchers().close();
        server.close();
        manager.close();
        world.origin().close();
    }
}
