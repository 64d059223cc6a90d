/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.openworkshop.tokengen.python.PythonValue.Bool;
import org.openworkshop.tokengen.python.PythonValue.FromEnvironment;
import org.openworkshop.tokengen.python.PythonValue.Int;
import org.openworkshop.tokengen.python.PythonValue.Real;
import org.openworkshop.tokengen.python.PythonValue.Text;

/** Numbers and operators as Python has them, within bounds that no setting comes near. */
final class Arithmetic {
    private static final int MOST_BITS = 4096;
    private static final BigInteger LARGEST_POWER = BigInteger.valueOf(MOST_BITS);
    private static final int LONGEST_TEXT = 64 * 1024;

    private Arithmetic() {}

    /** The value of a number literal. */
    static PythonValue number(String literal) throws NotUnderstoodException {
        String digits = literal.replace("_", "").toLowerCase(Locale.ROOT);
        try {
            if (digits.startsWith("0x")) {
                return bounded(new BigInteger(digits.substring(2), 16));
            }
            if (digits.startsWith("0o")) {
                return bounded(new BigInteger(digits.substring(2), 8));
            }
            if (digits.startsWith("0b")) {
                return bounded(new BigInteger(digits.substring(2), 2));
            }
            if (digits.length() > MOST_BITS || digits.endsWith("j") || digits.matches("0+[1-9][0-9]*")) {
                throw noNumber();
            }
            return digits.matches("[0-9]+") ? bounded(new BigInteger(digits)) : real(Double.parseDouble(digits));
        } catch (NumberFormatException e) {
            throw noNumber();
        }
    }

    private static NotUnderstoodException noNumber() {
        return new NotUnderstoodException("is a number of a kind that no setting has");
    }

    /** The value of {@code left operator right}. */
    static PythonValue apply(String operator, PythonValue left, PythonValue right) throws NotUnderstoodException {
        PythonValue a = number(left.plain());
        PythonValue b = number(right.plain());
        if (a instanceof Text first && b instanceof Text second && (operator.equals("+") || operator.equals("/"))) {
            return operator.equals("+") ? joined(first.text(), second.text()) : KnownFunctions.below(first, second);
        }
        if (a instanceof Int first && b instanceof Int second && !operator.equals("/")) {
            return integers(operator, first.number(), second.number());
        }
        if (isNumber(a) && isNumber(b)) {
            return real(reals(operator, asDouble(a), asDouble(b)));
        }
        throw new NotUnderstoodException(
                "reckons with " + a.kind() + " and " + b.kind() + ", of which the result is not known here");
    }

    private static PythonValue joined(String first, String second) throws NotUnderstoodException {
        if (first.length() + second.length() > LONGEST_TEXT) {
            throw new NotUnderstoodException("is a text longer than any setting");
        }
        return new Text(first + second);
    }

    private static PythonValue integers(String operator, BigInteger a, BigInteger b) throws NotUnderstoodException {
        return switch (operator) {
            case "+" -> bounded(a.add(b));
            case "-" -> bounded(a.subtract(b));
            case "*" -> bounded(a.multiply(b));
            case "**" -> power(a, b);
            default -> divided(operator, a, b);
        };
    }

    /** Python rounds down, and a remainder has the divisor's sign. */
    private static PythonValue divided(String operator, BigInteger a, BigInteger b) throws NotUnderstoodException {
        if (b.signum() == 0) {
            throw new NotUnderstoodException("divides by zero");
        }
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        if (operator.equals("//")) {
            return new Int(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
        }
        return new Int(down ? parts[1].add(b) : parts[1]);
    }

    private static PythonValue power(BigInteger base, BigInteger exponent) throws NotUnderstoodException {
        if (exponent.signum() < 0) {
            return real(Math.pow(base.doubleValue(), exponent.doubleValue()));
        }
        if (BigInteger.valueOf(Math.max(1, base.bitLength())).multiply(exponent).compareTo(LARGEST_POWER) > 0) {
            throw noNumber();
        }
        return bounded(base.pow(exponent.intValueExact()));
    }

    private static double reals(String operator, double a, double b) throws NotUnderstoodException {
        if (b == 0
                && !operator.equals("+")
                && !operator.equals("-")
                && !operator.equals("*")
                && !operator.equals("**")) {
            throw new NotUnderstoodException("divides by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
    }

    /** What {@code value or other} is when the value counts as false: the fallback of a look at the environment is one of that look. */
    static PythonValue instead(PythonValue value, PythonValue other) {
        return value instanceof FromEnvironment looked && !(other instanceof FromEnvironment)
                ? new FromEnvironment(looked.variable(), looked.isSet(), other)
                : other;
    }

    /** What {@code str(value)} gives. */
    static String shown(PythonValue value) throws NotUnderstoodException {
        PythonValue plain = value.plain();
        if (plain instanceof Text text) {
            return text.text();
        }
        if (plain instanceof Int number) {
            return number.number().toString();
        }
        throw new NotUnderstoodException("makes a text of " + plain.kind());
    }

    /** What {@code int(value)} gives. */
    static PythonValue integer(PythonValue value) throws NotUnderstoodException {
        PythonValue plain = number(value.plain());
        if (plain instanceof Int) {
            return plain;
        }
        if (plain instanceof Real real) {
            return new Int(new BigDecimal(real.number()).toBigInteger());
        }
        if (plain instanceof Text text && text.text().strip().matches("[+-]?[0-9][0-9_]{0,500}")) {
            return bounded(new BigInteger(text.text().strip().replace("_", "").replace("+", "")));
        }
        throw new NotUnderstoodException("makes an integer of what is none");
    }

    /** What {@code float(value)} gives. */
    static PythonValue real(PythonValue value) throws NotUnderstoodException {
        PythonValue plain = number(value.plain());
        if (isNumber(plain)) {
            return real(asDouble(plain));
        }
        if (plain instanceof Text text
                && text.text().strip().matches("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")) {
            return real(Double.parseDouble(text.text().strip()));
        }
        throw new NotUnderstoodException("makes a number of what is none");
    }

    private static PythonValue number(PythonValue value) {
        return value instanceof Bool bool ? new Int(bool.truth() ? BigInteger.ONE : BigInteger.ZERO) : value;
    }

    private static boolean isNumber(PythonValue value) {
        return value instanceof Int || value instanceof Real;
    }

    private static double asDouble(PythonValue value) {
        return value instanceof Int number ? number.number().doubleValue() : ((Real) value).number();
    }

    private static PythonValue real(double number) throws NotUnderstoodException {
        if (!Double.isFinite(number)) {
            throw noNumber();
        }
        return new Real(number);
    }

    private static PythonValue bounded(BigInteger number) throws NotUnderstoodException {
        if (number.bitLength() > MOST_BITS) {
            throw noNumber();
        }
        return new Int(number);
    }
}
