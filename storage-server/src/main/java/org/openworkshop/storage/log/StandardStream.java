/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Standard error or output. Bytes are UTF-8 whatever the locale says, and a line is handed over whole. */
final class StandardStream implements LogTarget {
    private final Supplier<PrintStream> stream;
    private final LineFormat format;

    private StandardStream(Supplier<PrintStream> stream, LineFormat format) {
        this.stream = stream;
        this.format = format;
    }

    static StandardStream error(LineFormat format) {
        return new StandardStream(() -> System.err, format);
    }

    static StandardStream output(LineFormat format) {
        return new StandardStream(() -> System.out, format);
    }

    @Override
    public void write(LogEvent event) {
        byte[] line = (format.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
        PrintStream open = stream.get();
        open.write(line, 0, line.length);
        open.flush();
    }
}
