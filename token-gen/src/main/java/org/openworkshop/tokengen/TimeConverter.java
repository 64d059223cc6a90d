/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time: seconds, or parts with units from large to small, like {@code 1h30m}; at most ten years. */
final class TimeConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM =
            Pattern.compile("(?:([0-9]{1,4})d)? ?(?:([0-9]{1,6})h)? ?(?:([0-9]{1,8})m)? ?(?:([0-9]{1,9})s?)?");
    private static final long[] SECONDS = {86_400, 3_600, 60, 1};
    private static final long MOST = 3650 * 86_400L;

    @Override
    public Duration convert(String value) {
        Matcher parts = FORM.matcher(value);
        if (value.isBlank() || !parts.matches()) {
            throw refusal();
        }
        long sum = 0;
        for (int i = 0; i < SECONDS.length; i++) {
            String part = parts.group(i + 1);
            sum += part == null ? 0 : Long.parseLong(part) * SECONDS[i];
        }
        if (sum > MOST) {
            throw refusal();
        }
        return Duration.ofSeconds(sum);
    }

    private static TypeConversionException refusal() {
        return new TypeConversionException("it has to be seconds, or like 10m, 3h, 1h30m, and at most 3650d");
    }
}
