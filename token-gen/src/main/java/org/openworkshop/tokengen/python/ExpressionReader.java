/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openworkshop.tokengen.python.PythonValue.Bool;
import org.openworkshop.tokengen.python.PythonValue.Container;
import org.openworkshop.tokengen.python.PythonValue.Int;
import org.openworkshop.tokengen.python.PythonValue.None;
import org.openworkshop.tokengen.python.PythonValue.Text;

/**
 * Tells the value of an expression: literals, arithmetic, texts put together, {@code or}, names that were assigned before, looks
 * at the environment, and the few functions of {@link KnownFunctions}. For one expression.
 */
final class ExpressionReader {
    private static final int DEEPEST = 100;
    private static final int MOST_PARTS = 8;
    private static final Pattern FIELD = Pattern.compile("\\{\\{|\\}\\}|\\{([^{}]*)\\}|[{}]");
    private static final String SUM = "+-";
    private static final List<String> PRODUCT = List.of("*", "/", "//", "%");

    private final List<Token> tokens;
    private final Names names;
    private final KnownFunctions functions;
    private int position;
    private int depth;

    /** The names of a module. */
    interface Names {
        /** What a name stands for at this place. */
        PythonValue value(String name) throws NotUnderstoodException;
    }

    private ExpressionReader(List<Token> tokens, Names names, KnownFunctions functions) {
        this.tokens = tokens;
        this.names = names;
        this.functions = functions;
    }

    /** The value that all of these tokens have together. */
    static PythonValue value(List<Token> tokens, Names names, KnownFunctions functions) throws NotUnderstoodException {
        ExpressionReader reader = new ExpressionReader(tokens, names, functions);
        PythonValue value = reader.expression();
        if (reader.position < tokens.size()) {
            if (reader.at(",")) {
                return new Container("a tuple");
            }
            throw reader.unknown();
        }
        return value;
    }

    private PythonValue expression() throws NotUnderstoodException {
        if (++depth > DEEPEST) {
            throw new NotUnderstoodException("is nested too deeply");
        }
        PythonValue value = sum();
        while (atWord("or")) {
            position++;
            PythonValue other = sum();
            value = value.isTrue() ? value : Arithmetic.instead(value, other);
        }
        depth--;
        return value;
    }

    private PythonValue sum() throws NotUnderstoodException {
        PythonValue value = product();
        while (position < tokens.size() && isOneOf(SUM)) {
            String operator = next().text();
            value = Arithmetic.apply(operator, value, product());
        }
        return value;
    }

    private PythonValue product() throws NotUnderstoodException {
        PythonValue value = signed();
        while (position < tokens.size() && peek().kind() == Token.Kind.OPERATOR && PRODUCT.contains(peek().text())) {
            String operator = next().text();
            value = Arithmetic.apply(operator, value, signed());
        }
        return value;
    }

    private PythonValue signed() throws NotUnderstoodException {
        int minus = 0;
        boolean sign = false;
        while (position < tokens.size() && isOneOf(SUM)) {
            sign = true;
            minus += next().is("-") ? 1 : 0;
        }
        PythonValue value = power();
        return sign ? Arithmetic.apply("*", new Int(BigInteger.valueOf(minus % 2 == 0 ? 1 : -1)), value) : value;
    }

    private PythonValue power() throws NotUnderstoodException {
        PythonValue base = access();
        if (!at("**")) {
            return base;
        }
        position++;
        if (++depth > DEEPEST) {
            throw new NotUnderstoodException("is nested too deeply");
        }
        PythonValue exponent = signed();
        depth--;
        return Arithmetic.apply("**", base, exponent);
    }

    /** An atom, and what is called or taken of it. */
    private PythonValue access() throws NotUnderstoodException {
        PythonValue value = peek().isName() ? named() : atom();
        while (at(".")) {
            position++;
            String member = next().text();
            value = functions.member(value, member, at("(") ? arguments("(", ")") : null);
        }
        if (at("[") || at("(")) {
            throw unknown();
        }
        return value;
    }

    private PythonValue named() throws NotUnderstoodException {
        switch (peek().text()) {
            case "True", "False" -> {
                return new Bool(next().text().equals("True"));
            }
            case "None" -> {
                position++;
                return new None();
            }
            case "not", "lambda", "await", "yield" -> throw unknown();
            default -> {}
        }
        String name = next().text();
        int parts = 1;
        while (at(".") && !functions.isValue(name) && !isAssigned(name)) {
            if (++parts > MOST_PARTS) {
                throw unknown();
            }
            position++;
            name = name + "." + next().text();
        }
        if (functions.isFunction(name) && at("(")) {
            return functions.call(name, arguments("(", ")"));
        }
        if (functions.isEnvironment(name) && at("[")) {
            return functions.call("os.getenv", arguments("[", "]"));
        }
        if (at("(")) {
            throw new NotUnderstoodException("calls " + name + ", which is not known here");
        }
        return functions.isValue(name) ? functions.value(name) : names.value(name);
    }

    private boolean isAssigned(String name) {
        try {
            names.value(name);
            return true;
        } catch (NotUnderstoodException e) {
            return false;
        }
    }

    private List<PythonValue> arguments(String open, String close) throws NotUnderstoodException {
        expect(open);
        List<PythonValue> values = new ArrayList<>();
        while (!at(close)) {
            if (position + 1 < tokens.size() && tokens.get(position + 1).is("=")) {
                if (!atWord("default") && !atWord("key")) {
                    throw new NotUnderstoodException("calls a function with an argument that is not known here");
                }
                position += 2;
            }
            values.add(expression());
            if (!at(close)) {
                expect(",");
            }
        }
        position++;
        return values;
    }

    private PythonValue atom() throws NotUnderstoodException {
        Token token = peek();
        if (token.isText()) {
            return text();
        }
        if (token.kind() == Token.Kind.NUMBER) {
            return Arithmetic.number(next().text());
        }
        return switch (token.text()) {
            case "(" -> parenthesis();
            case "[" -> container("a list");
            case "{" -> container("a dict or set");
            default -> throw unknown();
        };
    }

    /** Neighbouring literals are one. */
    private PythonValue text() throws NotUnderstoodException {
        StringBuilder all = new StringBuilder();
        while (position < tokens.size() && peek().isText()) {
            Token literal = next();
            all.append(literal.kind() == Token.Kind.FORMAT ? formatted(literal.text()) : literal.text());
        }
        return new Text(all.toString());
    }

    private String formatted(String text) throws NotUnderstoodException {
        Matcher fields = FIELD.matcher(text);
        StringBuilder out = new StringBuilder();
        while (fields.find()) {
            String found = fields.group();
            String field = fields.group(1);
            if (field == null && found.length() == 1) {
                throw new NotUnderstoodException("is a formatted text with a field that is not closed");
            }
            fields.appendReplacement(
                    out, Matcher.quoteReplacement(field == null ? found.substring(1) : field(field.strip())));
        }
        return fields.appendTail(out).toString();
    }

    private String field(String name) throws NotUnderstoodException {
        if (!name.matches("[\\p{L}_][\\p{L}\\p{Nd}_]*")) {
            throw new NotUnderstoodException("is a formatted text with more in its fields than names");
        }
        return Arithmetic.shown(names.value(name));
    }

    private PythonValue parenthesis() throws NotUnderstoodException {
        int open = position;
        position++;
        if (at(")")) {
            position++;
            return new Container("a tuple");
        }
        PythonValue value = expression();
        if (at(",")) {
            position = open;
            return container("a tuple");
        }
        expect(")");
        return value;
    }

    /** The lexer has seen that brackets are closed. */
    private PythonValue container(String kind) {
        int open = 0;
        do {
            Token token = next();
            open += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
            open -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
        } while (open > 0 && position < tokens.size());
        return new Container(kind);
    }

    private boolean isOneOf(String operators) {
        return peek().kind() == Token.Kind.OPERATOR && peek().text().length() == 1 && operators.contains(peek().text());
    }

    private boolean at(String operator) {
        return position < tokens.size() && peek().is(operator);
    }

    private boolean atWord(String word) {
        return position < tokens.size() && peek().isName() && peek().text().equals(word);
    }

    private Token peek() {
        return position < tokens.size() ? tokens.get(position) : new Token(Token.Kind.OPERATOR, "", 0);
    }

    private Token next() {
        Token token = peek();
        position++;
        return token;
    }

    private void expect(String operator) throws NotUnderstoodException {
        if (!at(operator)) {
            throw unknown();
        }
        position++;
    }

    private NotUnderstoodException unknown() {
        Token token = peek();
        String where = token.kind() == Token.Kind.OPERATOR && !token.text().isEmpty()
                ? " (at \"" + token.text() + "\")"
                : token.isName() ? " (at " + token.text() + ")" : "";
        return new NotUnderstoodException("is more than literals, arithmetic and the environment" + where);
    }
}
