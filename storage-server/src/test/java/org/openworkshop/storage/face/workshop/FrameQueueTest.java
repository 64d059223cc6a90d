/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.transfer.JobEvent;
import org.openworkshop.storage.transfer.Stage;

class FrameQueueTest {
    private final RecordingLine line = new RecordingLine();
    private final FrameQueue queue = new FrameQueue(line, new FrameQueue.Way(Runnable::run, new RenderedFrames()));

    @Test
    void placeInLineAndTimeLeftAreToldOnlyWhileThereAreAny() {
        queue.event(waiting(3, 7, 90L));
        line.taken();
        queue.event(event(JobEvent.Type.STAGE, Stage.DOWNLOADING));

        assertThat(line.frames.get(0).toString())
                .isEqualTo("{\"event\":\"progress\",\"bytes\":0,\"total\":null,\"status\":\"pending\","
                        + "\"stage\":\"pending\",\"percent\":null,"
                        + "\"queue\":{\"position\":3,\"length\":7},\"eta_seconds\":90}");
        assertThat(line.frames.get(1).has("queue")).isFalse();
        assertThat(line.frames.get(1).has("eta_seconds")).isFalse();
    }

    @Test
    void aSlowClientMissesPlacesInLineButNoStage() {
        queue.event(waiting(3, 3, null));
        queue.event(waiting(2, 3, null));
        queue.event(waiting(1, 3, null));
        queue.event(event(JobEvent.Type.STAGE, Stage.DOWNLOADING));
        queue.event(event(JobEvent.Type.PROGRESS, Stage.DOWNLOADING));
        queue.event(event(JobEvent.Type.PROGRESS, Stage.DOWNLOADING));
        queue.event(event(JobEvent.Type.STAGE, Stage.DOWNLOADED));
        for (int i = 0; i < 4; i++) {
            line.taken();
        }

        assertThat(line.frames)
                .extracting(frame -> frame.path("event").asText() + " "
                        + frame.path("stage").asText() + " "
                        + frame.path("queue").path("position").asText())
                .containsExactly(
                        "progress pending 3",
                        "progress pending 1",
                        "stage downloading ",
                        "progress downloading ",
                        "stage downloaded ");
    }

    @Test
    void theEndClosesAfterWhatWaits() {
        queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADING));
        queue.event(event(JobEvent.Type.COMPLETE, Stage.PACKED));
        assertThat(line.closed).isEmpty();
        line.taken();
        line.taken();

        assertThat(line.frames).hasSize(2);
        assertThat(line.closed).containsExactly(1000);
    }

    @Test
    void aStopClosesForARestartAfterWhatWaits() {
        queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADING));
        queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADED));
        queue.stop();
        queue.event(event(JobEvent.Type.STAGE, Stage.EXTRACTING));
        line.taken();
        line.taken();

        assertThat(line.frames)
                .extracting(frame -> frame.path("stage").asText())
                .containsExactly("uploading", "uploaded");
        assertThat(line.closed).containsExactly(1012);
    }

    @Test
    void aStopWithNothingWaitingClosesAtOnce() {
        queue.stop();
        queue.stop();
        queue.gone();

        assertThat(line.closed).containsExactly(1012);
    }

    @Test
    void aStopDoesNotTakeTheEndOfAJobBack() {
        queue.event(event(JobEvent.Type.ERROR, Stage.ERROR));
        queue.stop();
        line.taken();

        assertThat(line.closed).containsExactly(1000);
    }

    @Test
    void aClientThatDoesNotTakeAFrameIsDropped() {
        queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADING));
        line.pending.remove().accept(false);
        queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADED));

        assertThat(line.frames).hasSize(1);
        assertThat(line.closed).containsExactly(1001);
    }

    @Test
    void aClientThatTakesNothingIsOwedABoundedNumberOfFramesAndThenClosed() {
        for (int i = 0; i < 1000; i++) {
            queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADING));
        }
        while (!line.pending.isEmpty()) {
            line.taken();
        }

        assertThat(line.frames).hasSizeLessThanOrEqualTo(66);
        assertThat(line.closed).containsExactly(1000);
    }

    @Test
    void itIsKnownHowLongAFrameIsOnItsWay() {
        long begin = System.nanoTime();
        queue.event(event(JobEvent.Type.STAGE, Stage.UPLOADING));

        assertThat(queue.waitsLonger(begin + 1_000_000_000L, 2_000_000_000L)).isFalse();
        assertThat(queue.waitsLonger(System.nanoTime() + 3_000_000_000L, 2_000_000_000L))
                .isTrue();
        line.taken();
        assertThat(queue.waitsLonger(System.nanoTime() + 3_000_000_000L, 2_000_000_000L))
                .isFalse();
    }

    @Test
    void watchersShareTheBytesOfAFrame() {
        RenderedFrames rendered = new RenderedFrames();
        JobEvent event = event(JobEvent.Type.STAGE, Stage.UPLOADING);
        ByteBuffer first = rendered.of(event);
        first.get();

        assertThat(rendered.of(event).array()).isSameAs(first.array());
        assertThat(rendered.of(event).position()).isZero();
        assertThat(rendered.of(event(JobEvent.Type.STAGE, Stage.UPLOADING)).array())
                .isSameAs(first.array());
        assertThat(rendered.of(event(JobEvent.Type.STAGE, Stage.UPLOADED)).array())
                .isNotSameAs(first.array());
    }

    private static JobEvent waiting(int position, int length, Long etaSeconds) {
        return new JobEvent(
                JobEvent.Type.PROGRESS,
                0,
                null,
                Stage.PENDING,
                null,
                null,
                null,
                new JobEvent.Place(position, length),
                etaSeconds);
    }

    private static JobEvent event(JobEvent.Type type, Stage stage) {
        return new JobEvent(type, 1, 2L, stage, null, null, null, null, null);
    }

    /** A client that takes a frame when the test says so. */
    private static final class RecordingLine implements FrameQueue.Line {
        private final List<JsonNode> frames = new ArrayList<>();
        private final Deque<Consumer<Boolean>> pending = new ArrayDeque<>();
        private final List<Integer> closed = new ArrayList<>();

        @Override
        public void send(ByteBuffer frame, Consumer<Boolean> sent) {
            frame.position(frame.get(1) < 126 ? 2 : 4);
            try {
                frames.add(new ObjectMapper()
                        .readTree(StandardCharsets.UTF_8.decode(frame).toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            pending.add(sent);
        }

        @Override
        public void close(CloseStatus reason) {
            closed.add(reason.getCode());
        }

        void taken() {
            pending.remove().accept(true);
        }
    }
}
