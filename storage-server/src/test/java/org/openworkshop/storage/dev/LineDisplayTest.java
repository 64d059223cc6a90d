/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Progress for logs. */
class LineDisplayTest {
    private final StringWriter out = new StringWriter();
    private final LineDisplay display = new LineDisplay(new PrintWriter(out));

    private static ProgressFrame uploading(long bytes, Long total) {
        return new ProgressFrame("progress", bytes, total, "uploading", null, null);
    }

    private static ProgressFrame repacking(Integer percent) {
        return new ProgressFrame("progress", 1000, 1000L, "repacking", percent, null);
    }

    @Test
    void stageIsToldAsItBeginsAndByTenths() {
        display.show(new ProgressFrame("progress", 0, null, "pending", null, null));
        for (long bytes = 0; bytes <= 1000; bytes += 50) {
            display.show(uploading(bytes, 1000L));
        }
        display.show(repacking(0));
        display.show(repacking(9));
        display.show(repacking(100));

        assertThat(out.toString().lines())
                .hasSize(13)
                .startsWith("Uploading 0 % (0 bytes)", "Uploading 10 % (100 bytes)")
                .endsWith("Repacking 0 %", "Repacking 100 %");
    }

    @Test
    void unknownTotalIsToldOnce() {
        display.show(uploading(10, null));
        display.show(uploading(20, null));

        assertThat(out.toString()).isEqualToIgnoringNewLines("Uploading (10 bytes)");
    }
}
