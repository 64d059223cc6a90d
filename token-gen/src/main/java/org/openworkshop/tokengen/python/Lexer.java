/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openworkshop.tokengen.python.Token.Kind;

/** Splits Python text into statements (The Python Language Reference, section 2). For one text. */
final class Lexer {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{Nd}_]*");
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
            + "|(?:[0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?[jJ]?");
    private static final Pattern PREFIX = Pattern.compile("(?i:rb|br|rf|fr|[rbuf])?(?=['\"])");
    private static final Pattern OPERATOR = Pattern.compile(
            "\\*\\*=|//=|>>=|<<=|\\.\\.\\.|\\*\\*|//|<<|>>|==|!=|<=|>=|->|:=|[-+*/%@&|^]=|[-+*/%@&|^~<>()\\[\\]{},:.;=]");

    private final String source;
    private final List<Statement> statements = new ArrayList<>();
    private List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private int depth;
    private int lineStart;
    private boolean first = true;
    private boolean indented;

    private Lexer(String source) {
        this.source = source;
    }

    /** The statements of a text, in their order. */
    static List<Statement> statements(String text) throws PythonSyntaxException {
        return new Lexer(text.replace("\r\n", "\n").replace('\r', '\n')).read();
    }

    private List<Statement> read() throws PythonSyntaxException {
        while (position < source.length()) {
            char c = source.charAt(position);
            if (c == '\n') {
                newLine();
            } else if (c == ' ' || c == '\t' || c == '\f') {
                position++;
            } else if (c == '#') {
                position = endOfLine();
            } else if (c == '\\' && position + 1 < source.length() && source.charAt(position + 1) == '\n') {
                position += 2;
                line++;
            } else {
                token();
            }
        }
        if (depth > 0) {
            throw new PythonSyntaxException(line, "a bracket is not closed");
        }
        end();
        return statements;
    }

    private int endOfLine() {
        int end = source.indexOf('\n', position);
        return end < 0 ? source.length() : end;
    }

    private void newLine() {
        position++;
        line++;
        if (depth == 0) {
            end();
            lineStart = position;
            first = true;
        }
    }

    private void end() {
        if (!tokens.isEmpty()) {
            statements.add(new Statement(indented, List.copyOf(tokens)));
            tokens = new ArrayList<>();
        }
    }

    private void token() throws PythonSyntaxException {
        if (first) {
            indented = position > lineStart;
            first = false;
        }
        Matcher prefix = at(PREFIX);
        if (prefix.lookingAt()) {
            string(prefix.end());
            return;
        }
        Matcher name = at(NAME);
        if (name.lookingAt()) {
            add(Kind.NAME, name);
            return;
        }
        Matcher number = at(NUMBER);
        if (number.lookingAt()) {
            add(Kind.NUMBER, number);
            return;
        }
        Matcher operator = at(OPERATOR);
        if (!operator.lookingAt()) {
            throw new PythonSyntaxException(line, "a character that Python does not know");
        }
        operator(operator);
    }

    private void operator(Matcher operator) throws PythonSyntaxException {
        switch (operator.group()) {
            case "(", "[", "{" -> depth++;
            case ")", "]", "}" -> {
                if (--depth < 0) {
                    throw new PythonSyntaxException(line, "a bracket is closed that was not opened");
                }
            }
            case ";" -> {
                position = operator.end();
                end();
                return;
            }
            default -> {}
        }
        add(Kind.OPERATOR, operator);
    }

    private void add(Kind kind, Matcher matched) {
        tokens.add(new Token(kind, matched.group(), line));
        position = matched.end();
    }

    private void string(int quote) throws PythonSyntaxException {
        StringLiteral literal = StringLiteral.read(source, position, quote, line);
        tokens.add(new Token(literal.kind(), literal.text(), line));
        line += (int) source.substring(position, literal.end())
                .chars()
                .filter(c -> c == '\n')
                .count();
        position = literal.end();
    }

    private Matcher at(Pattern pattern) {
        return pattern.matcher(source).region(position, source.length());
    }
}
