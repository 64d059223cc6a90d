/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * A whole number within bounds; may also accept the text {@code "cores"} for the number of processors.
 *
 * @param coresAllowed whether {@code "cores"} is accepted
 */
record IntegerType(long min, long max, boolean coresAllowed) implements ValueType<Long> {
    static final String CORES = "cores";

    IntegerType(long min, long max) {
        this(min, max, false);
    }

    @Override
    public Long fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof Long number) {
            return bounded(number);
        }
        if (coresAllowed && CORES.equals(raw)) {
            return cores(surroundings);
        }
        String hint = raw instanceof String ? ", without quotes" : "";
        throw new BadValueException("is " + TomlText.kindOf(raw), "use an " + accepts() + hint);
    }

    @Override
    public Long fromText(String text, Surroundings surroundings) throws BadValueException {
        if (coresAllowed && CORES.equals(text)) {
            return cores(surroundings);
        }
        try {
            return bounded(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new BadValueException("is " + TomlText.shown(text) + ", which is no integer", "use an " + accepts());
        }
    }

    private long cores(Surroundings surroundings) {
        return Math.min(Math.max(surroundings.cores(), min), max);
    }

    private long bounded(long number) throws BadValueException {
        if (number < min || number > max) {
            throw new BadValueException("is " + number + ", which is out of bounds", "use an " + accepts());
        }
        return number;
    }

    @Override
    public String toToml(Long value, Object raw) {
        return value.toString();
    }

    @Override
    public String accepts() {
        return "integer, " + min + " to " + max + (coresAllowed ? ", or \"" + CORES + "\"" : "");
    }
}
