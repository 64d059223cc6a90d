/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Progress as plain lines, for logs and pipes: one as a stage begins, one for each tenth of it. */
final class LineDisplay implements ProgressDisplay {
    private static final int STEP = 10;

    private final PrintWriter out;
    private String stage = "";
    private int told;

    LineDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(ProgressFrame frame) {
        String label = frame.label();
        if (label == null) {
            return;
        }
        Integer done = frame.done();
        boolean begins = !frame.stage().equals(stage);
        if (begins || (done != null && done >= told + STEP)) {
            stage = frame.stage();
            told = done == null ? 0 : done - done % STEP;
            out.println(label + amount(frame, done));
            out.flush();
        }
    }

    private static String amount(ProgressFrame frame, @Nullable Integer done) {
        String percent = done == null ? "" : " " + done + " %";
        return frame.isReceiving() ? percent + " (" + frame.bytes() + " bytes)" : percent;
    }

    @Override
    public void close() {
        out.flush();
    }
}
