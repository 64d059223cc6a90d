/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Sample.Expected;

/** One job as its client knows it: what was sent, what was answered, and what was seen on disk. Thread-safe. */
final class JobEntry {
    /** How the file comes in. */
    enum Way {
        UPLOAD,
        FETCH
    }

    /** Stages in which all of the source is there: what comes next needs nobody but the server. */
    private static final Set<String> COMPLETE =
            Set.of("uploaded", "downloaded", "extracting", "repacking", "processing", "packed");

    private static final int OK = 200;

    private final String id;
    private final Way way;
    private final Expected expected;
    private final Set<String> stages = new TreeSet<>();
    private int status;
    private boolean began;
    private boolean cut;
    private @Nullable String lastEvent;

    JobEntry(String id, Way way, Expected expected) {
        this.id = id;
        this.way = way;
        this.expected = expected;
    }

    String id() {
        return id;
    }

    Way way() {
        return way;
    }

    Expected expected() {
        return expected;
    }

    /** The client was answered, and by this the server owes Manager a completion. */
    synchronized void answered(int status) {
        this.status = status;
        this.began = true;
    }

    /** The client breaks its upload off. */
    synchronized void cutOff() {
        cut = true;
    }

    /** The job had a record on disk. */
    synchronized void began() {
        began = true;
    }

    /** The stage on disk when the server was killed. */
    synchronized void killedIn(String stage) {
        stages.add(stage);
        began = true;
    }

    /** A watcher heard how it ended. */
    synchronized void ended(String event) {
        lastEvent = event;
        began = true;
    }

    /** Whether Manager must hear of it. */
    synchronized boolean isOwed() {
        return began;
    }

    /** Whether its client was answered that all is well. */
    synchronized boolean isAcknowledged() {
        return status == OK;
    }

    /** Whether a completion of success fits. */
    synchronized boolean maySucceed() {
        return expected.reason() == null && !cut && !"error".equals(lastEvent) && (status == 0 || status == OK);
    }

    /** Whether a completion with that reason fits. */
    synchronized boolean mayFail(String reason) {
        if ("complete".equals(lastEvent) || way == Way.UPLOAD && status == OK) {
            return false;
        }
        if (reason.equals(expected.reason())) {
            return !cut;
        }
        boolean uploading = way == Way.UPLOAD && status == 0 && stages.stream().noneMatch(COMPLETE::contains);
        return uploading && (reason.equals("interrupted") || cut && reason.equals("client_disconnected"));
    }

    @Override
    public synchronized String toString() {
        return id + " (" + way + ' ' + expected.shape() + ' ' + expected.bytes() + " bytes, answer " + status
                + (cut ? ", cut" : "") + ", killed in " + stages + ", watcher heard " + lastEvent + ')';
    }
}
