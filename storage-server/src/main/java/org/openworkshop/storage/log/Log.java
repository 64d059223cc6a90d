/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The process's log as an operator wants it; holds until it is closed, or until another one is applied. */
public final class Log implements Closeable {
    private static final Path ERROR = Path.of("/proc/self/fd/2");
    private static final Path OUTPUT = Path.of("/proc/self/fd/1");
    /** Opening it would fail where it is a socket, which it is under systemd. */
    private static final Path OUTPUT_BY_NAME = Path.of("/dev/stdout");

    private final @Nullable LogFile accessLog;

    private Log(@Nullable LogFile accessLog) {
        this.accessLog = accessLog;
    }

    /** The form of lines. */
    public enum Format {
        TEXT,
        JSON;

        LineFormat lines(LineStart start) {
            return this == JSON ? new JsonFormat(start) : new TextFormat(start);
        }
    }

    /**
     * Applies the settings to all loggers, also those that are there already.
     *
     * @param level least level that is logged: trace, debug, info, warn or error
     * @param accessFile file of the access log, {@code /dev/stdout} for standard output; absent when it goes to standard error
     *     with the rest
     * @param journal the value of {@code JOURNAL_STREAM}; null outside systemd
     * @throws IOException when that file cannot be opened
     */
    public static Log apply(String level, Format format, Optional<Path> accessFile, @Nullable String journal)
            throws IOException {
        JournalStream streams = new JournalStream(journal);
        boolean toOutput = accessFile.equals(Optional.of(OUTPUT_BY_NAME));
        LogFile file = accessFile.isEmpty() || toOutput
                ? null
                : LogFile.open(accessFile.get(), format.lines(LineStart.WITH_TIME));
        Loggers.OF_PROCESS.apply(
                new LogLevels(Level.valueOf(level.toUpperCase(Locale.ROOT))),
                StandardStream.error(format.lines(LineStart.of(streams.is(ERROR)))),
                toOutput ? StandardStream.output(format.lines(LineStart.of(streams.is(OUTPUT)))) : file);
        return new Log(file);
    }

    /** Whether standard error is systemd's journal, which wants {@code <N>} before each line. */
    public static boolean isJournal(@Nullable String journal) {
        return new JournalStream(journal).is(ERROR);
    }

    /** Writes what the access log's file still lacks. What is logged later goes to standard error. */
    @Override
    public void close() {
        if (accessLog != null) {
            Loggers.OF_PROCESS.closeAccessLog();
            accessLog.close();
        }
    }
}
