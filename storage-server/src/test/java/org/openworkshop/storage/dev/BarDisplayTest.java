/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Progress for people. */
class BarDisplayTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** What stands on the terminal once all frames were shown: of each line, what was drawn last. */
    private List<String> shown(ProgressFrame... frames) {
        try (BarDisplay display = new BarDisplay(new PrintStream(out, true, StandardCharsets.UTF_8))) {
            for (ProgressFrame frame : frames) {
                display.show(frame);
            }
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.substring(line.lastIndexOf('\r') + 1))
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static ProgressFrame frame(String event, String stage, Integer percent) {
        return new ProgressFrame(event, 10, 20L, stage, percent, null);
    }

    @Test
    void stageThatAnotherOneFollowsIsFull() {
        assertThat(shown(
                        frame("progress", "uploading", null),
                        frame("stage", "extracting", 0),
                        frame("progress", "extracting", 40),
                        frame("complete", "packed", null)))
                .anySatisfy(line -> assertThat(line).contains("Uploading 100%"))
                .anySatisfy(line -> assertThat(line).contains("Extracting 100%"));
    }

    @Test
    void stageThatFailedStaysAsItWas() {
        assertThat(shown(frame("progress", "extracting", 40), frame("error", "error", null)))
                .isNotEmpty()
                .noneSatisfy(line -> assertThat(line).contains("100%"));
    }
}
