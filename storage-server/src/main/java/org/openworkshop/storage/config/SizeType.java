/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data within bounds, in bytes: an integer, or a text with a unit such as {@code "20 GiB"}.
 * KiB, MiB, GiB, TiB, PiB count in 1024, KB, MB, GB, TB, PB in 1000 (IEC 80000-13); case does not matter. A fraction
 * must come out as whole bytes.
 */
record SizeType(long min, long max) implements ValueType<Long> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?) ?([A-Za-z]{0,8})");
    private static final List<String> BINARY = List.of("b", "kib", "mib", "gib", "tib", "pib");
    private static final List<String> DECIMAL = List.of("b", "kb", "mb", "gb", "tb", "pb");
    private static final List<String> WRITTEN = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    @Override
    public Long fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof Long bytes) {
            return bounded(BigDecimal.valueOf(bytes));
        }
        if (raw instanceof String text) {
            return fromText(text, surroundings);
        }
        throw new BadValueException("is " + TomlText.kindOf(raw), "use a " + accepts());
    }

    @Override
    public Long fromText(String text, Surroundings surroundings) throws BadValueException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new BadValueException("is " + TomlText.shown(text) + ", which is no size", "use a " + accepts());
        }
        BigDecimal bytes = new BigDecimal(parts.group(1)).multiply(factor(parts.group(2)));
        if (bytes.stripTrailingZeros().scale() > 0) {
            throw new BadValueException(
                    "is " + TomlText.shown(text) + ", which is no whole number of bytes", "use a " + accepts());
        }
        return bounded(bytes);
    }

    private BigDecimal factor(String unit) throws BadValueException {
        String folded = unit.isEmpty() ? "b" : unit.toLowerCase(Locale.ROOT);
        if (BINARY.contains(folded)) {
            return BigDecimal.valueOf(1024).pow(BINARY.indexOf(folded));
        }
        if (DECIMAL.contains(folded)) {
            return BigDecimal.valueOf(1000).pow(DECIMAL.indexOf(folded));
        }
        throw new BadValueException(
                "has the unknown unit " + TomlText.shown(unit),
                "units are B, KiB, MiB, GiB, TiB, PiB (1024) and KB, MB, GB, TB, PB (1000)");
    }

    private long bounded(BigDecimal bytes) throws BadValueException {
        if (bytes.compareTo(BigDecimal.valueOf(min)) < 0 || bytes.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new BadValueException(
                    "is " + bytes.toBigInteger() + " bytes, which is out of bounds", "use a " + accepts());
        }
        return bytes.longValueExact();
    }

    @Override
    public String toToml(Long value, Object raw) {
        String text = format(value);
        return text.indexOf(' ') < 0 ? text : TomlText.quote(text);
    }

    @Override
    public String accepts() {
        return "size in bytes or with a unit (\"20 GiB\"), " + format(min) + " to " + format(max);
    }

    /** The shortest exact form: {@code 5 GiB}, or plain bytes when no binary unit fits. */
    static String format(long bytes) {
        int unit = 0;
        long rest = bytes;
        while (rest != 0 && rest % 1024 == 0 && unit < WRITTEN.size() - 1) {
            rest /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(bytes) : rest + " " + WRITTEN.get(unit);
    }
}
