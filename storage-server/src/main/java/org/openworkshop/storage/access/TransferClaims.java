/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a verified transfer token says, as an immutable view. The getters are tolerant of how a client's JSON library
 * spells a value; what a value may be is the caller's rule.
 */
public final class TransferClaims {
    /** RFC 7519 section 4.1: about the token, not about the transfer. */
    static final Set<String> REGISTERED = Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Map<String, @Nullable Object> context;

    private TransferClaims(Map<String, @Nullable Object> context) {
        this.context = context;
    }

    /** The view of a token's payload; registered claims are left out. */
    static TransferClaims of(Map<String, @Nullable Object> payload) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>(payload);
        context.keySet().removeAll(REGISTERED);
        return new TransferClaims(PlainJson.copyOf(context));
    }

    /** Every claim that is not a registered one, in the token's order, as plain JSON values; immutable in depth. */
    public Map<String, @Nullable Object> context() {
        return context;
    }

    /** Whether the claim is there with a value other than null. */
    public boolean has(String name) {
        return context.get(name) != null;
    }

    /** The claim's text exactly as it came, or a number's digits; null when absent or something else. */
    public @Nullable String text(String name) {
        Object value = context.get(name);
        if (value instanceof String text) {
            return text;
        }
        return value instanceof Number number ? number.toString() : null;
    }

    /**
     * Whether the claim says yes: true, a number other than zero, or one of the texts {@code true}, {@code yes},
     * {@code on} and {@code 1} in any case.
     */
    public boolean flag(String name) {
        Object value = context.get(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "1" -> true;
                default -> false;
            };
        }
        return false;
    }

    /**
     * The claim as a whole number: a JSON number (a fraction is cut off) or a text of decimal digits with an optional sign.
     * Beyond the range of a long it is the nearest long. Empty when absent or something else.
     */
    public OptionalLong integer(String name) {
        Object value = context.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return OptionalLong.of(((Number) value).longValue());
        }
        if (value instanceof BigInteger big) {
            return OptionalLong.of(big.min(MAX).max(MIN).longValue());
        }
        if (value instanceof Number fraction) {
            return OptionalLong.of((long) fraction.doubleValue());
        }
        return value instanceof String text ? parse(text.strip()) : OptionalLong.empty();
    }

    private static OptionalLong parse(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException outOfRange) {
            return OptionalLong.of(text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
    }

    /** The claim when it is a JSON object, otherwise an empty map. */
    public Map<String, @Nullable Object> object(String name) {
        return context.get(name) instanceof Map<?, ?> object ? PlainJson.copyOf(object) : Map.of();
    }

    /** Names only: values may be confidential. */
    @Override
    public String toString() {
        return "TransferClaims" + context.keySet();
    }
}
