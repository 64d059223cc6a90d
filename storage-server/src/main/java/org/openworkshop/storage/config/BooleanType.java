/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** True or false. */
record BooleanType() implements ValueType<Boolean> {
    @Override
    public Boolean fromToml(Object raw, Surroundings surroundings) throws BadValueException {
        if (raw instanceof Boolean flag) {
            return flag;
        }
        throw new BadValueException("is " + TomlText.kindOf(raw), "use true or false, without quotes");
    }

    @Override
    public Boolean fromText(String text, Surroundings surroundings) throws BadValueException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValueException("is " + TomlText.shown(text), "use true or false");
        };
    }

    @Override
    public String toToml(Boolean value, Object raw) {
        return value.toString();
    }

    @Override
    public String accepts() {
        return "true or false";
    }
}
