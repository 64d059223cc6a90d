/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JobTopicTest {
    private final AtomicLong nanoTime = new AtomicLong(1);
    private final JobTopic topic = new JobTopic(nanoTime::get, TransferListener.NONE);
    private final RecordingWatcher watcher = new RecordingWatcher();

    @Test
    void watcherHearsASnapshotFirst() {
        topic.add(watcher);
        assertThat(watcher.events)
                .containsExactly(
                        new JobEvent(JobEvent.Type.PROGRESS, 0, null, Stage.PENDING, null, null, null, null, null));
    }

    @Test
    void timeInAStageIsToldWhenItIsLeft() {
        List<String> left = new ArrayList<>();
        JobTopic timed = new JobTopic(nanoTime::get, new TransferListener() {
            @Override
            public void left(Stage stage, Duration time) {
                left.add(stage + " " + time.toSeconds());
            }
        });
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(9));
        timed.restore(Stage.PENDING, 0, null);
        timed.stage(Stage.UPLOADING);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(2));
        timed.stage(Stage.UPLOADED);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(3));
        timed.error("upload failed", "no reason");
        timed.restore(Stage.PACKED, 0, null);
        assertThat(left).containsExactly("PENDING 0", "UPLOADING 2", "UPLOADED 3");
    }

    @Test
    void progressIsThrottledButTheLastOfAStageAlwaysComes() {
        topic.add(watcher);
        topic.stage(Stage.UPLOADING);
        watcher.events.clear();
        for (int i = 1; i <= 1000; i++) {
            topic.bytes(i, 1000L);
            nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        }
        topic.stage(Stage.UPLOADED);
        List<Long> progress = watcher.events.stream()
                .filter(event -> event.type() == JobEvent.Type.PROGRESS)
                .map(JobEvent::bytes)
                .toList();
        assertThat(progress).containsExactly(1L, 251L, 501L, 751L, 1000L);
        assertThat(watcher.last().type()).isEqualTo(JobEvent.Type.STAGE);
        assertThat(watcher.last().stage()).isEqualTo(Stage.UPLOADED);
    }

    @Test
    void progressThatNothingFollowsIsToldLate() {
        topic.add(watcher);
        topic.stage(Stage.UPLOADING);
        topic.bytes(4, 8L);
        topic.bytes(5, 8L);
        topic.tellLate();
        assertThat(watcher.last().bytes()).isEqualTo(4);
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
        topic.tellLate();
        assertThat(watcher.last().bytes()).isEqualTo(5);
        int events = watcher.events.size();
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        topic.tellLate();
        assertThat(watcher.events).hasSize(events);
    }

    @Test
    void percentNeverGoesBackAndBelongsToItsStage() {
        topic.add(watcher);
        topic.stage(Stage.EXTRACTING);
        topic.percent(40);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        topic.percent(30);
        assertThat(watcher.last().percent()).isEqualTo(40);
        topic.percent(130);
        assertThat(watcher.last().percent()).isEqualTo(100);
        topic.stage(Stage.REPACKING);
        assertThat(watcher.last().percent()).isZero();
        topic.complete();
        assertThat(watcher.last().percent()).isNull();
        assertThat(watcher.last().type()).isEqualTo(JobEvent.Type.COMPLETE);
    }

    @Test
    void errorCarriesItsMessage() {
        topic.add(watcher);
        topic.error("zip encrypted", "Entry \"a\" is encrypted");
        assertThat(watcher.last())
                .isEqualTo(new JobEvent(
                        JobEvent.Type.ERROR,
                        0,
                        null,
                        Stage.ERROR,
                        null,
                        "zip encrypted",
                        "Entry \"a\" is encrypted",
                        null,
                        null));
    }

    @Test
    void failingWatcherIsDroppedAndDisturbsNobody() {
        topic.add(new JobWatcher() {
            private boolean first = true;

            @Override
            public void event(JobEvent event) {
                if (!first) {
                    throw new IllegalStateException("broken");
                }
                first = false;
            }

            @Override
            public void gone() {}
        });
        topic.add(watcher);
        topic.stage(Stage.UPLOADING);
        assertThat(watcher.last().stage()).isEqualTo(Stage.UPLOADING);
        assertThat(topic.watcherCount()).isEqualTo(1);
    }

    @Test
    void feedForgetsTopicsNobodyNeeds() {
        JobFeed feed = new JobFeed(nanoTime::get, TransferListener.NONE);
        JobId id = new JobId("job-12345");
        try (JobFeed.Subscription subscription = feed.subscribe(id, watcher)) {
            assertThat(feed.watchers()).isEqualTo(1);
        }
        assertThat(feed.watchers()).isZero();
        JobTopic owned = feed.own(id);
        feed.subscribe(id, watcher);
        assertThat(owned.watcherCount()).isEqualTo(1);
        feed.disown(id);
        assertThat(watcher.gone).isTrue();
    }

    private static final class RecordingWatcher implements JobWatcher {
        private final List<JobEvent> events = new ArrayList<>();
        private boolean gone;

        @Override
        public void event(JobEvent event) {
            events.add(event);
        }

        @Override
        public void gone() {
            gone = true;
        }

        JobEvent last() {
            return events.get(events.size() - 1);
        }
    }
}
