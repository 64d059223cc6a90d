/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.openworkshop.storage.fault.Exchange.Answer;
import org.openworkshop.storage.fault.FaultyOrigin.Manner;
import org.openworkshop.storage.fault.JobEntry.Way;
import org.openworkshop.storage.fault.Sample.Expected;
import org.openworkshop.storage.fault.Sample.Shape;

/** Someone who transfers files, one job at a time: by upload, or by having the server fetch them. For one thread. */
final class JobClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FETCHED_PERCENT = 40;
    private static final int WATCHED_PERCENT = 20;
    private static final int CUT_PERCENT = 12;
    private static final int SLOW_PERCENT = 25;
    private static final int CHUNK = 16 * 1024;
    private static final int OK = 200;
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final World world;
    private final StorageApi api;
    private final Random random;

    JobClient(World world, long seed) {
        this.world = world;
        this.api = world.api();
        this.random = new Random(seed);
    }

    /** One job of a random kind. */
    void transfer() throws IOException {
        Sample sample = SampleMaker.make(shape(), random.nextLong());
        if (!sample.expected().shape().isForImages() && chance(FETCHED_PERCENT)) {
            fetch(sample, manner(sample));
        } else {
            upload(sample);
        }
    }

    private Shape shape() {
        int dice = random.nextInt(100);
        Shape[] good = {
            Shape.ZIP_STORED,
            Shape.ZIP_STORED,
            Shape.TAR,
            Shape.TAR_GZ,
            Shape.SEVEN_ZIP,
            Shape.PLAIN,
            Shape.ZIP_DEFLATED,
            Shape.IMAGE
        };
        Shape[] bad = {Shape.ZIP_ENCRYPTED, Shape.ZIP_DAMAGED, Shape.TAR_GZ_CUT, Shape.NOT_IMAGE};
        return dice < 85 ? good[random.nextInt(good.length)] : bad[random.nextInt(bad.length)];
    }

    private Manner manner(Sample sample) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            return Manner.FINE;
        }
        boolean ranges = random.nextInt(3) > 0;
        if (dice < 65) {
            long seconds = 1 + random.nextInt(4);
            return new Manner(ranges, Math.max(50_000, sample.bytes().length / seconds), 0, true);
        }
        return dice < 95 ? new Manner(ranges, 0, 1 + random.nextInt(2), true) : new Manner(ranges, 0, 0, false);
    }

    /** Uploads a sample and notes what was answered. */
    void upload(Sample sample) {
        JobEntry job = open(Way.UPLOAD, sample.expected());
        Map<String, Object> claims = claims(job);
        if (sample.expected().shape().isForImages()) {
            claims.put("transfer_kind", "img");
            claims.put("storage_type", "resource");
        } else {
            claims.put("pack_level", random.nextInt(10));
        }
        String token = world.settings().transferToken(job.id(), claims);
        if (chance(WATCHED_PERCENT)) {
            world.watchers().watch(job, token);
        }
        boolean cut = chance(CUT_PERCENT);
        if (cut) {
            job.cutOff();
        }
        long pauseNanos =
                chance(SLOW_PERCENT) ? Duration.ofMillis(1 + random.nextInt(10)).toNanos() : 0;
        try {
            Answer answer = api.transferUpload(
                    token,
                    sample.fileName(),
                    sample.bytes().length,
                    out -> send(out, job, sample.bytes(), pauseNanos, cut));
            answered(job, answer);
        } catch (IOException e) {
            // Not acknowledged; the disk of the killed server tells whether it began.
            return;
        }
    }

    private void answered(JobEntry job, Answer answer) throws IOException {
        if (answer.status() != job.expected().status()) {
            world.ledger().problem("answer", "/transfer/upload " + answer.status() + ' ' + answer.text() + ' ' + job);
            return;
        }
        job.answered(answer.status());
        if (answer.status() == OK) {
            JsonNode body = JSON.readTree(answer.body());
            if (body.path("bytes").asLong() != job.expected().bytes()
                    || body.path("total").asLong() != job.expected().bytes()) {
                world.ledger().problem("answer", "/transfer/upload " + body + ' ' + job);
            }
        }
    }

    private void send(OutputStream out, JobEntry job, byte[] bytes, long pauseNanos, boolean cut) throws IOException {
        int end = cut ? bytes.length / 2 : bytes.length;
        for (int at = 0; at < end; at += CHUNK) {
            out.write(bytes, at, Math.min(CHUNK, end - at));
            LockSupport.parkNanos(pauseNanos);
        }
        if (cut) {
            lookForRecord(job);
            throw new IOException("the client goes away");
        }
    }

    /** Waits a little until the job has a record: then its failure must be told. */
    private void lookForRecord(JobEntry job) {
        long end = System.nanoTime() + LONGEST_LOOK.toNanos();
        while (!world.workspaces().hasRecord(job.id()) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        if (world.workspaces().hasRecord(job.id())) {
            job.began();
        }
    }

    /** Has the server fetch a sample; gives the job. */
    JobEntry fetch(Sample sample, Manner manner) throws IOException {
        JobEntry job = open(Way.FETCH, manner.found() ? sample.expected() : missing(sample.expected()));
        Map<String, Object> claims = claims(job);
        claims.put("download_url", world.origin().offer(job.id(), sample, manner));
        claims.put("pack_level", random.nextInt(4));
        world.origin().forget(world.completions()::isSettled);
        String token = world.settings().transferToken(job.id(), claims);
        if (chance(WATCHED_PERCENT)) {
            world.watchers().watch(job, token);
        }
        Answer answer;
        try {
            answer = api.start(token);
        } catch (IOException e) {
            // Perhaps begun, perhaps not.
            return job;
        }
        JsonNode body = answer.status() == OK ? JSON.readTree(answer.body()) : JSON.nullNode();
        if (body.path("status").asText().equals("started")) {
            job.answered(answer.status());
        } else {
            world.ledger().problem("answer", "/transfer/start " + answer.status() + ' ' + answer.text() + ' ' + job);
        }
        return job;
    }

    private static Expected missing(Expected of) {
        return new Expected(of.shape(), "status:404", OK, of.bytes(), of.entries(), 0, 0, 0);
    }

    private JobEntry open(Way way, Expected expected) {
        JobEntry job = new JobEntry("fault-job-" + NUMBER.incrementAndGet(), way, expected);
        world.ledger().add(job);
        return job;
    }

    /** What Manager wants back with the completion. */
    private static Map<String, Object> claims(JobEntry job) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("mod_id", job.id().hashCode());
        claims.put("callback_action", "test");
        claims.put("callback_context", Map.of("job", job.id()));
        return claims;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
