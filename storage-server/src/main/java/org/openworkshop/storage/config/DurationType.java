/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time within bounds, to the millisecond: seconds as a number, or a text with units such as {@code "3h"},
 * {@code "1h 30m"}, {@code "250ms"}. Units go from large to small, each at most once.
 */
record DurationType(Duration min, Duration max) implements ValueType<Duration> {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(?:\\.[0-9]{1,9})?");
    private static final Pattern PART = Pattern.compile(" ?([0-9]{1,15}(?:\\.[0-9]{1,9})?) ?([A-Za-z]{1,8})");
    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
    private static final List<Long> MILLIS = List.of(86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L);

    @Override
    public Duration fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof Long seconds) {
            return bounded(BigDecimal.valueOf(seconds).movePointRight(3));
        }
        if (raw instanceof Double seconds && Double.isFinite(seconds)) {
            return bounded(BigDecimal.valueOf(seconds).movePointRight(3));
        }
        if (raw instanceof String text) {
            return fromText(text, surroundings);
        }
        throw new BadValueException("is " + TomlText.kindOf(raw), "use a " + accepts());
    }

    @Override
    public Duration fromText(String text, Surroundings surroundings) throws BadValueException {
        if (SECONDS.matcher(text).matches()) {
            return bounded(new BigDecimal(text).movePointRight(3));
        }
        return bounded(sumOfParts(text));
    }

    private BigDecimal sumOfParts(String text) throws BadValueException {
        BigDecimal millis = BigDecimal.ZERO;
        int smallestSeen = -1;
        int end = 0;
        Matcher part = PART.matcher(text);
        while (end < text.length()) {
            part.region(end, text.length());
            if (text.startsWith(" ") || !part.lookingAt()) {
                throw noDuration(text);
            }
            int unit = UNITS.indexOf(part.group(2));
            if (unit < 0) {
                throw new BadValueException(
                        "has the unknown unit " + TomlText.shown(part.group(2)), "units are d, h, m, s, ms");
            }
            if (unit <= smallestSeen) {
                throw noDuration(text);
            }
            smallestSeen = unit;
            millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(MILLIS.get(unit))));
            end = part.end();
        }
        if (end == 0) {
            throw noDuration(text);
        }
        return millis;
    }

    private BadValueException noDuration(String text) {
        return new BadValueException("is " + TomlText.shown(text) + ", which is no duration", "use a " + accepts());
    }

    private Duration bounded(BigDecimal millis) throws BadValueException {
        if (millis.compareTo(BigDecimal.valueOf(min.toMillis())) < 0
                || millis.compareTo(BigDecimal.valueOf(max.toMillis())) > 0) {
            throw new BadValueException(
                    "is " + millis.movePointLeft(3).stripTrailingZeros().toPlainString()
                            + " seconds, which is out of bounds",
                    "use a " + accepts());
        }
        if (millis.stripTrailingZeros().scale() > 0) {
            throw new BadValueException("is finer than a millisecond", "use a " + accepts());
        }
        return Duration.ofMillis(millis.longValueExact());
    }

    @Override
    public String toToml(Duration value, Object raw) {
        return value.toMillis() % 1000 == 0 ? Long.toString(value.toSeconds()) : TomlText.quote(format(value));
    }

    @Override
    public String accepts() {
        return "duration in seconds or with a unit (\"3h\", \"250ms\"), " + format(min) + " to " + format(max);
    }

    /** The form with the largest unit that is exact: {@code 3h}, {@code 90s}, {@code 250ms}; zero is {@code 0}. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        int unit = 0;
        while (millis % MILLIS.get(unit) != 0) {
            unit++;
        }
        return millis / MILLIS.get(unit) + UNITS.get(unit);
    }
}
