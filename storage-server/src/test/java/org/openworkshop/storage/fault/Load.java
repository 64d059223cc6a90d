/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openworkshop.storage.fault.FaultyOrigin.Manner;

/** Clients that use the server all at once: some for as long as they are let, some for a number of operations. */
final class Load implements AutoCloseable {
    private static final int JOB_CLIENTS = 4;
    private static final int FILE_CLIENTS = 2;
    private static final int MOST_PAUSE_MILLIS = 150;
    private static final Duration LOOK_FOR_PORT = Duration.ofMillis(30);
    private static final int LONG_FETCH_BYTES = 12_000_000;
    private static final int LONG_FETCH_BYTES_PER_SECOND = 3_000_000;
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(20);

    private final World world;
    private final StorageApi api;
    private final long seed;
    private final List<JobClient> jobClients = new ArrayList<>();
    private final List<FileClient> fileClients = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

    Load(World world, long seed) {
        this.world = world;
        this.api = world.api();
        this.seed = seed;
        for (int i = 0; i < JOB_CLIENTS; i++) {
            jobClients.add(new JobClient(world, seed + i));
        }
        for (int i = 0; i < FILE_CLIENTS; i++) {
            fileClients.add(new FileClient(world, "client-" + i, seed + 100 + i));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Begins; the clients go on until {@link #stop}. */
    void begin() {
        jobClients.forEach(client -> repeat(client::transfer));
        fileClients.forEach(client -> repeat(client::act));
        fileClients.forEach(client -> repeat(new FileClient(world, seed + running.size())::readAny));
        JobClient patient = new JobClient(world, seed + 200);
        Random random = new Random(seed + 201);
        repeat(() -> longFetch(patient, random.nextLong()));
    }

    private void repeat(Step step) {
        Random random = new Random(seed + 300 + running.size());
        running.add(threads.submit(() -> {
            while (!stopping) {
                once(step);
                pause(Duration.ofMillis(random.nextInt(MOST_PAUSE_MILLIS)));
            }
            return true;
        }));
    }

    private void once(Step step) {
        while (!api.isOpen() && !stopping) {
            pause(LOOK_FOR_PORT);
        }
        try {
            step.run();
        } catch (IOException e) {
            // No answer: what the clients noted before is all that is known.
            pause(LOOK_FOR_PORT);
        }
    }

    /** One fetch that takes long enough to meet a kill or two, waited for. */
    private void longFetch(JobClient client, long sampleSeed) throws IOException {
        Sample sample = SampleMaker.incompressible("long.bin", LONG_FETCH_BYTES, sampleSeed);
        JobEntry job = client.fetch(sample, new Manner(true, LONG_FETCH_BYTES_PER_SECOND, 0, true));
        long end = System.nanoTime() + LONGEST_FETCH.toNanos();
        while (job.isAcknowledged()
                && !stopping
                && !world.completions().isSettled(job.id())
                && System.nanoTime() < end) {
            pause(Duration.ofMillis(100));
        }
    }

    /** Lets every client finish what it is at, and end. */
    void stop() throws InterruptedException, ExecutionException {
        stopping = true;
        for (Future<?> client : running) {
            client.get();
        }
        running.clear();
        world.watchers().close();
    }

    /** Runs so many jobs, and twice as many operations on files, on all clients at once; to the end. */
    void burst(int jobs) throws InterruptedException, ExecutionException {
        List<Callable<Boolean>> clients = new ArrayList<>();
        jobClients.forEach(client -> clients.add(() -> times(jobs / JOB_CLIENTS, client::transfer)));
        fileClients.forEach(client -> clients.add(() -> times(2 * jobs / FILE_CLIENTS, client::act)));
        for (Future<Boolean> client : threads.invokeAll(clients)) {
            client.get();
        }
    }

    private boolean times(int times, Step step) {
        for (int i = 0; i < times; i++) {
            once(step);
        }
        return true;
    }

    private static void pause(Duration pause) {
        LockSupport.parkNanos(pause.toNanos());
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        threads.shutdownNow();
        threads.awaitTermination(10, TimeUnit.SECONDS);
    }
}
