/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.math.BigInteger;

/** A value of Python, as far as settings need one. */
public sealed interface PythonValue {
    /** What it is, without its content: "a text", "a list". */
    String kind();

    /** A text; also bytes that are ASCII, and a path. */
    record Text(String text) implements PythonValue {
        @Override
        public String kind() {
            return "a text";
        }

        /** The length only: it may be a secret. */
        @Override
        public String toString() {
            return "Text[" + text.length() + "]";
        }
    }

    /** An integer of any size. */
    record Int(BigInteger number) implements PythonValue {
        @Override
        public String kind() {
            return "an integer";
        }
    }

    /** A number with a point; finite. */
    record Real(double number) implements PythonValue {
        @Override
        public String kind() {
            return "a number with a point";
        }
    }

    /** True or False. */
    record Bool(boolean truth) implements PythonValue {
        @Override
        public String kind() {
            return truth ? "True" : "False";
        }
    }

    /** None. */
    record None() implements PythonValue {
        @Override
        public String kind() {
            return "None";
        }
    }

    /** A list, tuple, dict or set, of which only that is known. */
    record Container(String kind) implements PythonValue {}

    /**
     * What a look at an environment variable gave.
     *
     * @param variable its name
     * @param isSet whether it is set here and now
     * @param value its text, else what the expression names instead, else None
     */
    record FromEnvironment(String variable, boolean isSet, PythonValue value) implements PythonValue {
        @Override
        public String kind() {
            return value.kind();
        }
    }

    /** The value itself, wherever it came from. */
    default PythonValue plain() {
        return this instanceof FromEnvironment looked ? looked.value().plain() : this;
    }

    /** Whether Python counts it as true. */
    default boolean isTrue() {
        PythonValue plain = plain();
        if (plain instanceof Text text) {
            return !text.text().isEmpty();
        }
        if (plain instanceof Int number) {
            return number.number().signum() != 0;
        }
        if (plain instanceof Real number) {
            return number.number() != 0;
        }
        return plain instanceof Bool bool ? bool.truth() : !(plain instanceof None);
    }
}
