/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** What becomes of an event: one line that nothing in its values can break or add to. */
class LogLineTest {
    private static final String OURS = "org.openworkshop.storage.transfer.Endings";
    private static final LineFormat TEXT = new TextFormat(LineStart.WITH_TIME);
    private static final LineFormat JOURNAL = new TextFormat(LineStart.FOR_JOURNAL);
    private static final LineFormat JSON = new JsonFormat(LineStart.WITH_TIME);

    private static LogEvent event(Level level, Throwable thrown, String logger, String pattern, Object... values) {
        return new LogEvent(Instant.EPOCH, level, logger, LogStatement.of(logger, pattern, values), thrown);
    }

    private static String text(String pattern, Object... values) {
        return JOURNAL.line(event(Level.INFO, null, OURS, pattern, values));
    }

    private static JsonNode json(LogEvent event) throws IOException {
        return new ObjectMapper().readTree(JSON.line(event));
    }

    @Test
    void sentenceComesFirstAndThenTheData() {
        assertThat(TEXT.line(event(Level.WARN, null, OURS, "Job is packed job={} bytes={}", "job-00001", 7)))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)"
                        + " WARN Endings - Job is packed job=job-00001 bytes=7");
    }

    @ParameterizedTest
    @CsvSource({"ERROR,<3>", "WARN,<4>", "INFO,<6>", "DEBUG,<7>", "TRACE,<7>"})
    void journalIsToldTheLevelAndNoTime(Level level, String start) {
        assertThat(JOURNAL.line(event(level, null, OURS, "Sweep failed")))
                .isEqualTo(start + level + " Endings - Sweep failed");
        assertThat(new JsonFormat(LineStart.FOR_JOURNAL).line(event(level, null, OURS, "Sweep failed")))
                .startsWith(start + "{\"level\":");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain,plain",
                "/a/b.zip,/a/b.zip",
                "``,\"\"",
                "two words,\"two words\"",
                "a=b,\"a=b\"",
                "a\"b,\"a\\\"b\"",
                "a\\b,\"a\\\\b\"",
                "PT30S,PT30S",
                "größe,größe"
            })
    void valuesStandInQuotesWhereTheyNeedThem(String value, String shown) {
        assertThat(text("It is so value={}", value)).endsWith("It is so value=" + shown);
        assertThat(text("It is so value=\"{}\"", value)).endsWith("It is so value=" + shown);
    }

    @Test
    void linesOfStrangersStayInTheirValue() {
        String forged = "x\n2026-01-01T00:00:00.000Z ERROR Endings - Job failed job=\u001b[31m\u202e\u2028\r";

        assertThat(text("Name is odd name={}", forged))
                .isEqualTo("<6>INFO Endings - Name is odd name=\"x\\n2026-01-01T00:00:00.000Z ERROR Endings"
                        + " - Job failed job=\\u001b[31m\\u202e\\u2028\\r\"");
        assertThat(JOURNAL.line(event(Level.WARN, null, "org.eclipse.jetty.Http", "bad {} job=stolen", "a\nb")))
                .isEqualTo("<4>WARN Http - A library says text=\"bad a\\nb job=stolen\"");
    }

    @Property
    void everyValueIsOnOneLineAndComesBackFromJson(@ForAll String value) throws IOException {
        assertThat(text("It is so value={} next={}", value, 1)).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]");
        LogEvent event = event(Level.INFO, null, OURS, "It is so value={} next={}", value, 1);
        assertThat(JSON.line(event)).doesNotContainPattern("[\\p{Cntrl}]").isASCII();
        if (value.length() <= LogText.MAX_LENGTH) {
            assertThat(json(event).path("value").textValue()).isEqualTo(value);
        }
    }

    @Test
    void longValuesAreCutOff() {
        assertThat(text("It is so value={}", "x".repeat(10_000)))
                .hasSizeLessThan(2_200)
                .endsWith("…\"");
    }

    @Test
    void failureIsOnTheSameLine() throws IOException {
        LogEvent event = event(
                Level.ERROR,
                new IllegalStateException("no room", new IOException("disk\nfull")),
                OURS,
                "Sweep failed job={}",
                "job-00001");

        assertThat(JOURNAL.line(event))
                .matches("<3>ERROR Endings - Sweep failed job=job-00001"
                        + " error=\"java.lang.IllegalStateException: no room\""
                        + " trace=\"LogLineTest\\.failureIsOnTheSameLine:\\d+ < .* ; caused by java\\.io\\.IOException:"
                        + " disk\\\\nfull at LogLineTest\\..*\"");
        assertThat(json(event).path("trace").textValue()).contains("Caused by: java.io.IOException", "\n\tat ");
    }

    @Test
    void causesInACircleComeToAnEnd() {
        IOException one = new IOException("one");
        one.initCause(new IOException("two", one));

        assertThat(JOURNAL.line(event(Level.ERROR, one, OURS, "Sweep failed"))).hasSizeLessThan(12_000);
    }

    @Test
    void jsonKeepsNumbersAndNames() throws IOException {
        JsonNode line =
                json(event(Level.INFO, null, OURS, "It is so a={} b={} c={} d={}", new AtomicLong(1), 2.5, true, null));

        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly("time", "level", "logger", "message", "a", "b", "c", "d");
        assertThat(line.path("message").textValue()).isEqualTo("It is so");
        assertThat(line.path("logger").textValue()).isEqualTo(OURS);
        assertThat(line.path("a").isNumber()).isTrue();
        assertThat(line.path("b").doubleValue()).isEqualTo(2.5);
        assertThat(line.path("c").isBoolean()).isTrue();
        assertThat(line.path("d").isNull()).isTrue();
    }

    @Test
    void whatTheThreadIsAtWorkOnIsAddedOnce() {
        LogStatement statement = LogStatement.of(OURS, "Fetch broke off try={}", new Object[] {1});
        LogStatement complete = LogStatement.of(OURS, "Job failed job={}", new Object[] {"job-2"});

        assertThat(statement.with(Map.of("job", "job-1")).fields())
                .containsExactly(new LogStatement.Field("try", 1), new LogStatement.Field("job", "job-1"));
        assertThat(complete.with(Map.of("job", "job-1")).fields())
                .containsExactly(new LogStatement.Field("job", "job-2"));
    }

    @Test
    void valueWithoutATextDisturbsNobody() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        assertThat(text("It is so value={}", broken)).contains("has no text");
    }
}
