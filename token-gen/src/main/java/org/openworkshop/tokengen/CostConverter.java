/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads bcrypt's cost: below 10 a stolen hash is cheap to try, above 16 each new token keeps the server busy for seconds. */
final class CostConverter implements ITypeConverter<Integer> {
    private static final int LOWEST = 10;
    private static final int HIGHEST = 16;

    @Override
    public Integer convert(String value) {
        try {
            int cost = Integer.parseInt(value);
            if (cost >= LOWEST && cost <= HIGHEST) {
                return cost;
            }
        } catch (NumberFormatException e) {
            throw refusal();
        }
        throw refusal();
    }

    private static TypeConversionException refusal() {
        return new TypeConversionException("it has to be a whole number from " + LOWEST + " to " + HIGHEST);
    }
}
