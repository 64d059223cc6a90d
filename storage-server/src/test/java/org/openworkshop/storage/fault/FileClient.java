/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Exchange.Answer;

/**
 * Manager's side for files that need no job, and a downloader: stores, replaces and deletes the files of a few paths, and reads
 * everybody's. For one thread.
 */
final class FileClient {
    private static final int STORE_PERCENT = 50;
    private static final int DELETE_PERCENT = 10;
    private static final int STORED_PERCENT = 70;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;

    private final World world;
    private final StorageApi api;
    private final Random random;
    private final List<StoredPath> own = new ArrayList<>();

    /**
     * A client that also stores and deletes.
     *
     * @param name a folder of its own
     */
    FileClient(World world, String name, long seed) {
        this(world, seed);
        own.add(new StoredPath("resource/" + name + "/one.txt", false));
        own.add(new StoredPath("resource/" + name + "/below/two.bin", false));
        own.add(new StoredPath("resource/" + name + "/logo.webp", true));
        own.add(new StoredPath("avatar/" + name + ".webp", true));
        own.forEach(world.ledger()::add);
    }

    /** A client that only reads. */
    FileClient(World world, long seed) {
        this.world = world;
        this.api = world.api();
        this.random = new Random(seed);
    }

    /** One operation of a random kind; an answer that does not come is no answer. */
    void act() throws IOException {
        int dice = random.nextInt(100);
        StoredPath path = own.get(random.nextInt(own.size()));
        if (dice < STORE_PERCENT) {
            store(path);
        } else if (dice < STORE_PERCENT + DELETE_PERCENT) {
            delete(path);
        } else {
            readAny();
        }
    }

    private void store(StoredPath path) throws IOException {
        int version = path.begin(false);
        Answer answer = api.upload(path.path(), path.isImage() ? "img" : "bin", path.content(version));
        if (answer.status() == CREATED) {
            path.acknowledged(version);
            world.ledger().uploadAcknowledged();
        } else {
            unexpected("/upload", path, answer);
        }
    }

    private void delete(StoredPath path) throws IOException {
        int floor = path.floor();
        int operation = path.begin(true);
        Answer answer = api.delete(path.path());
        if (answer.status() == NOT_FOUND) {
            report(path.judgeAbsence(floor, operation));
        } else if (answer.status() != OK) {
            unexpected("/delete", path, answer);
            return;
        }
        path.acknowledged(operation);
    }

    /** Reads any path, or any result that was moved. */
    void readAny() throws IOException {
        if (random.nextInt(100) < STORED_PERCENT) {
            read(anyPath());
        } else {
            readMoved();
        }
    }

    private StoredPath anyPath() {
        List<StoredPath> all = new ArrayList<>(world.ledger().paths());
        return all.get(random.nextInt(all.size()));
    }

    private void read(StoredPath path) throws IOException {
        int floor = path.floor();
        Answer answer = api.download(path.path());
        if (answer.status() == OK) {
            report(path.judge(floor, answer.body()));
        } else if (answer.status() == NOT_FOUND) {
            report(path.judge(floor, null));
        } else {
            unexpected("/download", path, answer);
        }
    }

    private void readMoved() throws IOException {
        List<Effect> effects = world.completions().all();
        if (effects.isEmpty()) {
            return;
        }
        Effect effect = effects.get(random.nextInt(effects.size()));
        if (!effect.isMoved() || effect.isRepackTried()) {
            return;
        }
        Answer answer = api.download(effect.intent().target());
        String sha256 = effect.completion().path("sha256").asText();
        if (answer.status() != OK || !SampleMaker.sha256(answer.body()).equals(sha256)) {
            world.ledger().problem("moved file", answer.status() + " for " + effect);
        }
    }

    private void report(@Nullable String wrong) {
        if (wrong != null) {
            world.ledger().problem("stored file", wrong);
        }
    }

    private void unexpected(String call, StoredPath path, Answer answer) {
        world.ledger().problem("answer", call + ' ' + path.path() + ": " + answer.status() + ' ' + answer.text());
    }
}
