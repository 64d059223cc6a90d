/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * True or false.
 *
 * @param refusalOfTrue why true cannot be had, or empty when it can
 */
record BooleanType(String refusalOfTrue) implements ValueType<Boolean> {
    BooleanType() {
        this("");
    }

    @Override
    public Boolean fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof Boolean flag) {
            return checked(flag);
        }
        throw new BadValueException("is " + TomlText.kindOf(raw), "use true or false, without quotes");
    }

    @Override
    public Boolean fromText(String text, Surroundings surroundings) throws BadValueException {
        return switch (text) {
            case "true" -> checked(true);
            case "false" -> checked(false);
            default -> throw new BadValueException("is " + TomlText.shown(text), "use true or false");
        };
    }

    private boolean checked(boolean flag) throws BadValueException {
        if (flag && !refusalOfTrue.isEmpty()) {
            throw new BadValueException("is true, but " + refusalOfTrue, "leave it false");
        }
        return flag;
    }

    @Override
    public String toToml(Boolean value, Object raw) {
        return value.toString();
    }

    @Override
    public String accepts() {
        return refusalOfTrue.isEmpty() ? "true or false" : "false";
    }
}
