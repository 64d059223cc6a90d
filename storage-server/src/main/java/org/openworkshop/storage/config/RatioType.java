/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** A part of a whole, from 0 to 1. */
record RatioType() implements ValueType<Double> {
    @Override
    public Double fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof Double || raw instanceof Long) {
            return bounded(((Number) raw).doubleValue(), raw.toString());
        }
        throw new BadValueException("is " + TomlText.kindOf(raw), "use a " + accepts() + ", without quotes");
    }

    @Override
    public Double fromText(String text, Surroundings surroundings) throws BadValueException {
        if (!text.matches("[0-9]{1,3}(?:\\.[0-9]{1,17})?|\\.[0-9]{1,17}")) {
            throw new BadValueException("is " + TomlText.shown(text) + ", which is no number", "use a " + accepts());
        }
        return bounded(Double.parseDouble(text), text);
    }

    private Double bounded(double ratio, String shown) throws BadValueException {
        if (ratio >= 0 && ratio <= 1) {
            return ratio;
        }
        throw new BadValueException("is " + shown + ", which is out of bounds", "use a " + accepts());
    }

    @Override
    public String toToml(Double value, Object raw) {
        return value.toString();
    }

    @Override
    public String accepts() {
        return "number from 0 to 1";
    }
}
