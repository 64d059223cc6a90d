/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<Duration> waits = new ArrayList<>();
    private final Line line = new Line(1, 2, clock::get, waits::add);

    @Test
    void placesAreGivenInTheOrderOfArrival() throws Exception {
        Line.Ticket first = join();
        Line.Ticket second = join();
        Line.Ticket third = join();
        assertThat(first.turn()).isCompleted();
        assertThat(second.turn()).isNotDone();
        first.close();
        assertThat(second.turn()).isCompleted();
        assertThat(third.turn()).isNotDone();
        second.close();
        assertThat(third.turn()).isCompleted();
        third.close();
        assertThat(line.working()).isZero();
        assertThat(line.awaitIdle(Duration.ZERO)).isTrue();
    }

    @Test
    void everyWaitIsToldOnceItIsOver() throws Exception {
        Line.Ticket first = join();
        Line.Ticket second = join();
        Line.Ticket third = join();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
        third.close();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(3));
        first.close();
        second.close();
        assertThat(waits).containsExactly(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(5));
        assertThat(line.state()).isEqualTo(new JobLine.State(0, 2, 0, 1));
    }

    @Test
    void fullLineTurnsAwayWhoWasNotAcceptedBefore() throws Exception {
        join();
        join();
        assertThat(line.isFull()).isFalse();
        join();
        assertThat(line.isFull()).isTrue();
        assertThat(line.join(topic())).isEmpty();
        assertThat(line.joinAnyway(topic()).turn()).isNotDone();
        assertThat(line.waiting()).isEqualTo(3);
    }

    @Test
    void whoWaitsIsToldItsPlaceAndTheTimeLeft() throws Exception {
        Line.Ticket working = join();
        JobTopic second = topic();
        JobTopic third = topic();
        Line.Ticket next = line.joinAnyway(second);
        line.joinAnyway(third);
        assertThat(place(second)).isEqualTo(new JobEvent.Place(1, 2));
        assertThat(place(third)).isEqualTo(new JobEvent.Place(2, 2));
        assertThat(snapshot(third).etaSeconds()).isNull();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
        working.close();
        assertThat(place(second)).isNull();
        assertThat(place(third)).isEqualTo(new JobEvent.Place(1, 1));
        assertThat(snapshot(third).etaSeconds()).isEqualTo(10);
        next.close();
        assertThat(place(third)).isNull();
    }

    @Test
    void whoLeavesTheLineLetsTheOthersMoveUp() throws Exception {
        join();
        Line.Ticket second = join();
        JobTopic third = topic();
        line.joinAnyway(third);
        second.close();
        second.close();
        assertThat(place(third)).isEqualTo(new JobEvent.Place(1, 1));
        assertThat(line.working()).isEqualTo(1);
    }

    @Test
    void waitThatIsTooLongGivesThePlaceUp() throws Exception {
        join();
        Line.Ticket second = join();
        assertThat(second.await(Duration.ofMillis(1))).isFalse();
        assertThat(line.waiting()).isZero();
    }

    @Test
    void closedLineTurnsAwayAndLetsWorkEnd() throws Exception {
        Line.Ticket working = join();
        Line.Ticket waiting = join();
        line.close();
        assertThat(waiting.turn()).isCompletedExceptionally();
        assertThatThrownBy(() -> waiting.await(Duration.ofSeconds(1))).isInstanceOf(StoppingException.class);
        assertThatThrownBy(this::join).isInstanceOf(StoppingException.class);
        assertThat(line.awaitIdle(Duration.ZERO)).isFalse();
        CompletableFuture<Boolean> idle = CompletableFuture.supplyAsync(() -> {
            try {
                return line.awaitIdle(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        working.close();
        assertThat(idle.get(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Whatever leaves in whatever order: never more at work than places, never an idle place while somebody waits. */
    @Property(tries = 200)
    void placesAreNeitherWastedNorGivenTwice(
            @ForAll @IntRange(min = 1, max = 4) int places, @ForAll @Size(min = 1, max = 40) List<Byte> choices)
            throws Exception {
        Line crowded = new Line(places, 100, clock::get, waits::add);
        List<Line.Ticket> tickets = new ArrayList<>();
        for (byte choice : choices) {
            if (choice % 3 != 0 || tickets.isEmpty()) {
                tickets.add(crowded.joinAnyway(topic()));
            } else {
                tickets.remove(Math.floorMod(choice, tickets.size())).close();
            }
            long atWork =
                    tickets.stream().filter(ticket -> ticket.turn().isDone()).count();
            assertThat(atWork).isEqualTo(Math.min(places, tickets.size())).isEqualTo(crowded.working());
            assertThat(crowded.waiting()).isEqualTo(tickets.size() - crowded.working());
        }
    }

    @Test
    void placeIsToldAlsoWhenAnEarlierLineIsLeftLater() throws Exception {
        Line packing = new Line(0, 2, clock::get, waited -> {});
        JobTopic topic = topic();
        Line.Ticket upload = line.joinAnyway(topic);
        packing.joinAnyway(topic);

        upload.close();

        assertThat(place(topic)).isEqualTo(new JobEvent.Place(1, 1));
    }

    @Test
    void whoIsTurnedAwayLosesItsPlaceAndTheOthersMoveUp() throws Exception {
        Line.Ticket working = join();
        Line.Ticket waiting = join();
        JobTopic last = topic();
        line.joinAnyway(last);
        TransferException reason = Cancellation.failure(FailureReason.INTERRUPTED);

        waiting.turnAway(reason);
        working.turnAway(reason);

        assertThatThrownBy(() -> waiting.await(Duration.ofSeconds(1))).isSameAs(reason);
        assertThat(working.turn()).isCompleted();
        assertThat(place(last)).isEqualTo(new JobEvent.Place(1, 1));
        waiting.close();
        assertThat(line.working()).isEqualTo(1);
    }

    private Line.Ticket join() throws StoppingException {
        return line.join(topic()).orElseThrow();
    }

    private JobTopic topic() {
        return new JobTopic(clock::get, TransferListener.NONE);
    }

    private static JobEvent.Place place(JobTopic topic) {
        return snapshot(topic).queue();
    }

    private static JobEvent snapshot(JobTopic topic) {
        List<JobEvent> events = new ArrayList<>();
        topic.add(new JobWatcher() {
            @Override
            public void event(JobEvent event) {
                events.add(event);
            }

            @Override
            public void gone() {}
        });
        return events.get(0);
    }
}
