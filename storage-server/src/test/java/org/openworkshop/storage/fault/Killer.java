/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Kills the server at moments that the seed decides, and starts it again. */
final class Killer {
    private static final int LONGEST_START_UP_MILLIS = 2_500;
    private static final int AT_ONCE_MILLIS = 80;
    private static final int LEAST_MILLIS = 200;
    private static final int MEAN_MILLIS = 1_000;
    private static final int MOST_MILLIS = 3_000;
    private static final int LONG_MILLIS = 3_500;

    private final KillableServer server;
    private final Ledger ledger;
    private final DiskCheck disk;
    private final Random random;
    private final List<Moment> coming = new ArrayList<>();
    private int duringStart;

    private enum Moment {
        DURING_START,
        JUST_STARTED,
        UNDER_LOAD,
        /** Late enough for time limits to be over, and for attempts to be repeated. */
        LONG_UNDER_LOAD
    }

    Killer(KillableServer server, World world, long seed) {
        this.server = server;
        this.ledger = world.ledger();
        this.disk = new DiskCheck(world);
        this.random = new Random(seed);
    }

    /** Kills so many times; afterwards the server is healthy. */
    void kill(int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            letRun(next());
            ledger.killed(server.kill());
            disk.judgeAreas();
            server.restart();
        }
        server.awaitHealthy();
    }

    /** How many were killed before they were healthy. */
    int duringStart() {
        return duringStart;
    }

    /** Ten moments at a time, so that a short run has some of each. */
    private Moment next() {
        if (coming.isEmpty()) {
            coming.addAll(Collections.nCopies(2, Moment.DURING_START));
            coming.add(Moment.JUST_STARTED);
            coming.addAll(Collections.nCopies(6, Moment.UNDER_LOAD));
            coming.add(Moment.LONG_UNDER_LOAD);
            Collections.shuffle(coming, random);
        }
        return coming.remove(0);
    }

    private void letRun(Moment moment) throws IOException {
        if (moment == Moment.DURING_START) {
            duringStart++;
            pause(random.nextInt(LONGEST_START_UP_MILLIS));
            return;
        }
        server.awaitHealthy();
        double exponential = -Math.log(1 - random.nextDouble()) * MEAN_MILLIS;
        int aWhile = (int) Math.min(MOST_MILLIS, LEAST_MILLIS + exponential);
        pause(
                switch (moment) {
                    case JUST_STARTED -> random.nextInt(AT_ONCE_MILLIS);
                    case LONG_UNDER_LOAD -> LONG_MILLIS + aWhile;
                    default -> aWhile;
                });
    }

    private static void pause(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
