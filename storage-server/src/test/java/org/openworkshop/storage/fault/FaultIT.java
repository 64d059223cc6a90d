/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.fault.FaultyOrigin.Manner;
import org.openworkshop.storage.fault.FaultyOrigin.Request;

/**
 * The packaged program under a mixed load, killed with SIGKILL again and again, beside a Manager and an origin that fail in their
 * own ways. {@code fault.kills} says how often, {@code fault.seed} repeats a schedule. What a failed run leaves behind stays in
 * {@code target/fault}.
 */
class FaultIT {
    private static final int KILLS = Integer.getInteger("fault.kills", 10);
    private static final long SEED =
            Long.getLong("fault.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
    private static final int KILLS_THAT_MEET_A_FETCH = 100;
    private static final int BURST_JOBS = 24;
    private static final Duration SWEPT =
            FaultSettings.JOB_TTL.plus(FaultSettings.CLEANUP_INTERVAL).plusSeconds(5);
    private static final Duration SHRUNK = Duration.ofSeconds(10);

    private static final int BIG = 20_000_000;
    private static final int BIG_PER_SECOND = 4_000_000;
    private static final int BIG_BEFORE_KILL = 15_000_000;
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(60);

    @Test
    void nothingAcknowledgedIsLostHoweverOftenTheServerIsKilled() throws Exception {
        Phases phases = new Phases();
        try (Scene scene = new Scene("seed-" + SEED, SEED)) {
            Killer killer = new Killer(scene.server, scene.world, SEED + 10);
            try (Load load = new Load(scene.world, SEED + 20)) {
                scene.server.awaitHealthy();
                phases.end("first start");
                load.begin();
                killer.kill(KILLS);
                load.stop();
                phases.end("kills");
                scene.manager.behave();
                scene.settle();
                phases.end("settling");
                checkGrowth(scene, load, phases);
            }
            checkDisk(scene);
            Judge judge = new Judge(scene.world);
            judge.judgeJobs();
            judge.judgePaths();
            phases.end("judging");
            scene.world.completions().all().stream()
                    .filter(Effect::isExpired)
                    .forEach(late -> System.out.println("Manager came too late: " + late));
            System.out.println(summary(scene, killer, judge) + " (" + phases + ')');
            assertThat(scene.ledger.problems()).as(scene.folder.toString()).isEmpty();
            if (KILLS >= KILLS_THAT_MEET_A_FETCH) {
                assertThat(scene.world.origin().resumedAfterKill()).isPositive();
            }
            scene.cleared();
        }
    }

    @Test
    void fetchGoesOnWhereTheKilledServerHadCome() throws Exception {
        try (Scene scene = new Scene("resume", SEED)) {
            scene.manager.behave();
            scene.server.awaitHealthy();
            FaultyOrigin origin = scene.world.origin();
            Sample sample = SampleMaker.incompressible("big.bin", BIG, SEED);
            JobEntry job = new JobClient(scene.world, SEED).fetch(sample, new Manner(true, BIG_PER_SECOND, 0, true));
            assertThat(Scene.within(LONGEST_FETCH, () -> origin.sent(job.id()) > BIG_BEFORE_KILL))
                    .isTrue();
            scene.ledger.killed(scene.server.kill());
            scene.server.restart();
            scene.server.awaitHealthy();
            scene.settle();
            new Judge(scene.world).judgeJobs();
            List<Request> requests = origin.requests(job.id());
            assertThat(scene.ledger.problems()).as(scene.folder.toString()).isEmpty();
            assertThat(requests).hasSize(2);
            assertThat(requests.get(1).from()).isPositive();
            assertThat(requests.get(1).ifRange()).isNotNull();
            assertThat(requests.get(1).resumed()).isTrue();
            assertThat(scene.world.completions().of(job.id())).hasSize(1);
            scene.cleared();
        }
    }

    /** The same load twice, without kills: the second time must not cost anything that stays. */
    private static void checkGrowth(Scene scene, Load load, Phases phases) throws Exception {
        load.burst(BURST_JOBS);
        scene.settle();
        Footprint before = Footprint.of(scene.server, scene.world.api());
        load.burst(BURST_JOBS);
        scene.settle();
        phases.end("load without kills");
        DiskCheck disk = new DiskCheck(scene.world);
        Scene.within(SWEPT, disk::isSwept);
        phases.end("sweeping");
        AtomicReference<Footprint> after = new AtomicReference<>(before);
        boolean same = Scene.within(SHRUNK, () -> {
            after.set(Footprint.of(scene.server, scene.world.api()));
            return after.get().isLike(before);
        });
        String growth = before + " became " + after;
        System.out.println(growth);
        if (!same) {
            scene.ledger.problem("growth", growth);
        }
    }

    private static void checkDisk(Scene scene) throws Exception {
        new DiskCheck(scene.world).judge();
        if (!Scene.within(SHRUNK, () -> scene.server.orphans().isEmpty())) {
            scene.ledger.problem("orphan", scene.server.orphans().toString());
        }
        scene.server.loggedErrors().forEach(line -> scene.ledger.problem("logged error", line));
    }

    private static String summary(Scene scene, Killer killer, Judge judge) throws IOException {
        List<Effect> effects = scene.world.completions().all();
        return "fault test: seed " + SEED + ", kills " + KILLS + " (" + killer.duringStart() + " during start), jobs "
                + scene.ledger.jobs().stream().filter(JobEntry::isOwed).count() + " of "
                + scene.ledger.jobs().size() + " attempted, uploads acknowledged "
                + scene.ledger.acknowledgedUploads() + " direct and "
                + scene.ledger.jobs().stream()
                        .filter(job -> job.way() == JobEntry.Way.UPLOAD && job.isAcknowledged())
                        .count()
                + " by transfer, moves acknowledged "
                + effects.stream().filter(Effect::isMoved).count() + ", completions " + effects.size() + " in "
                + scene.world.completions().deliveries() + " deliveries, expired "
                + effects.stream().filter(Effect::isExpired).count() + ", resumed fetches "
                + scene.world.origin().resumedAfterKill() + ", temporary files " + scene.server.temporaryBytes()
                + " bytes, lost " + judge.lost();
    }
}
