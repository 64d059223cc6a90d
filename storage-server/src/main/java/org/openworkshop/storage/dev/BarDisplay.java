/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Progress as bars that redraw their own line, one for each stage. */
final class BarDisplay implements ProgressDisplay {
    private static final long MIB = 1024 * 1024;
    private static final int FULL = 100;
    private static final int REFRESH_MILLIS = 100;

    private final PrintStream terminal;
    private String stage = "";
    private @Nullable ProgressBar bar;

    BarDisplay(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(ProgressFrame frame) {
        String label = frame.label();
        if (frame.isError()) {
            close();
            return;
        }
        if (label == null) {
            fill();
            return;
        }
        if (!frame.stage().equals(stage)) {
            fill();
            stage = frame.stage();
            bar = begin(label, frame);
        }
        if (bar != null && frame.isReceiving()) {
            bar.stepTo(frame.bytes());
        } else if (bar != null && frame.percent() != null) {
            bar.stepTo(frame.percent());
        }
    }

    private ProgressBar begin(String label, ProgressFrame frame) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .setTaskName(label)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .hideEta();
        if (frame.isReceiving()) {
            long total = frame.total() == null ? -1 : frame.total();
            return builder.setInitialMax(total).setUnit(" MiB", MIB).build();
        }
        return builder.setInitialMax(FULL).setUnit("", 1).build();
    }

    /** A stage that another one followed is done, whatever its last number was. */
    private void fill() {
        if (bar != null && bar.getMax() > 0) {
            bar.stepTo(bar.getMax());
        }
        close();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
        bar = null;
    }
}
