/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times as ZIP knows them. The DOS field (APPNOTE 4.4.6) has two-second steps, the years 1980 to 2107 and no time zone; it
 * is read and written as if it were UTC, so that what has no zone stays as it is on every machine.
 */
final class ZipTime {
    /** 1 January 1980, 0:00. */
    static final int DOS_START = 1 << 21 | 1 << 16;

    private static final int DOS_END = 127 << 25 | 12 << 21 | 31 << 16 | 23 << 11 | 59 << 5 | 29;

    private ZipTime() {}

    /** The DOS field's date and time, the date in the upper half. */
    static int toDos(@Nullable Instant instant) {
        if (instant == null) {
            return DOS_START;
        }
        long seconds = Math.max(0, Math.min(instant.getEpochSecond(), Integer.MAX_VALUE * 4L));
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        if (time.getYear() < 1980) {
            return DOS_START;
        }
        if (time.getYear() > 2107) {
            return DOS_END;
        }
        return (time.getYear() - 1980) << 25
                | time.getMonthValue() << 21
                | time.getDayOfMonth() << 16
                | time.getHour() << 11
                | time.getMinute() << 5
                | time.getSecond() / 2;
    }

    /** Null for a field that is no date, such as the zeros that some tools write. */
    static @Nullable Instant fromDos(int dos) {
        try {
            return LocalDateTime.of(
                            (dos >>> 25) + 1980,
                            dos >>> 21 & 15,
                            dos >>> 16 & 31,
                            dos >>> 11 & 31,
                            dos >>> 5 & 63,
                            (dos & 31) * 2)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Windows' count of 100 ns since 1601. */
    static Instant fromWindows(long ticks) {
        return Instant.ofEpochSecond(
                Math.floorDiv(ticks, 10_000_000L) - 11_644_473_600L, Math.floorMod(ticks, 10_000_000L) * 100);
    }

    /** Whether the extended timestamp's signed 32 bits can hold the instant. */
    static boolean fitsUnix(Instant instant) {
        return instant.getEpochSecond() == (int) instant.getEpochSecond();
    }
}
