/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that a Python module assigns, read as text. What stands in functions and classes is not looked at; what is assigned
 * within another block, or in any way that only running the module would tell, is there without a value.
 */
public final class PythonSettings {
    private static final String DEPENDS = "is assigned within a block, so that its value depends on what runs";
    private static final Set<String> OWN_NAMES = Set.of("def", "class", "async");
    private static final Set<String> BLOCKS =
            Set.of("if", "elif", "else", "for", "while", "try", "except", "finally", "with", "match", "case");
    private static final Set<String> CHANGES =
            Set.of("+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", ">>=", "<<=", "@=", ":=");

    private final Map<String, PythonSetting> settings = new LinkedHashMap<>();
    private final List<Integer> starImports = new ArrayList<>();
    private final KnownFunctions functions;
    private boolean inOwnNames;

    private PythonSettings(KnownFunctions functions) {
        this.functions = functions;
    }

    /**
     * Reads a module.
     *
     * @param environment what looks at the environment give
     * @param file the module's absolute path, null when it has none
     * @throws PythonSyntaxException when the text cannot be split into statements
     */
    public static PythonSettings read(String text, Map<String, String> environment, @Nullable Path file)
            throws PythonSyntaxException {
        PythonSettings read = new PythonSettings(new KnownFunctions(environment, file));
        for (Statement statement : Lexer.statements(text)) {
            read.take(statement);
        }
        return read;
    }

    /** All of them, in the order in which they were first assigned. */
    public Collection<PythonSetting> all() {
        return List.copyOf(settings.values());
    }

    /** The lines that import every name of another module. */
    public List<Integer> starImports() {
        return List.copyOf(starImports);
    }

    private void take(Statement statement) {
        if (!statement.indented()) {
            inOwnNames = OWN_NAMES.stream().anyMatch(statement::begins);
        }
        if (inOwnNames) {
            return;
        }
        if (statement.indented() || BLOCKS.stream().anyMatch(statement::begins)) {
            inBlock(statement);
        } else if (statement.begins("from") || statement.begins("import")) {
            imported(statement);
        } else {
            assigned(statement);
        }
    }

    private void inBlock(Statement statement) {
        if (statement.begins("from") || statement.begins("import")) {
            imported(statement);
            return;
        }
        List<Token> tokens = statement.tokens();
        int depth = 0;
        int start = 0;
        boolean annotated =
                tokens.size() > 1 && tokens.get(1).is(":") && BLOCKS.stream().noneMatch(statement::begins);
        if (annotated) {
            unknown(tokens.get(0), DEPENDS);
        }
        for (int i = annotated ? tokens.size() : 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += depthChange(token);
            if (depth == 0 && (token.is("=") || isChange(token))) {
                for (Token name : names(tokens.subList(start, i))) {
                    unknown(name, DEPENDS);
                }
            }
            start = depth == 0 && token.is(":") ? i + 1 : start;
        }
    }

    private void imported(Statement statement) {
        List<Token> tokens = statement.tokens();
        for (int i = 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("*")) {
                starImports.add(token.line());
            }
            boolean last = i + 1 == tokens.size()
                    || tokens.get(i + 1).is(",")
                    || tokens.get(i + 1).is(")");
            if (token.isName() && last) {
                settings.put(token.text(), PythonSetting.imported(token.text(), token.line()));
            }
        }
    }

    private void assigned(Statement statement) {
        List<Token> tokens = statement.tokens();
        List<List<Token>> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += depthChange(tokens.get(i));
            if (depth == 0 && (tokens.get(i).is("=") || isChange(tokens.get(i)))) {
                parts.add(tokens.subList(start, i));
                start = i + 1;
                if (isChange(tokens.get(i))) {
                    changed(parts.get(0));
                    return;
                }
            }
        }
        List<Token> expression = tokens.subList(start, tokens.size());
        if (!parts.isEmpty()) {
            for (List<Token> target : parts) {
                assign(target, expression);
            }
        }
    }

    private void assign(List<Token> target, List<Token> expression) {
        boolean single =
                target.size() == 1 || (target.size() > 1 && target.get(1).is(":"));
        if (!single || !target.get(0).isName()) {
            changed(target);
            return;
        }
        Token name = target.get(0);
        try {
            PythonValue value = ExpressionReader.value(expression, this::valueOf, functions);
            settings.put(name.text(), PythonSetting.of(name.text(), name.line(), value));
        } catch (NotUnderstoodException e) {
            unknown(name, String.valueOf(e.getMessage()));
        }
    }

    /** Several names at once, or a part of one: whichever is named has a value that is not known any more. */
    private void changed(List<Token> target) {
        for (Token name : names(target)) {
            unknown(name, "is assigned together with others, or changed, in a way that is not known here");
        }
    }

    /** The names in a target, without those of attributes. */
    private static List<Token> names(List<Token> target) {
        List<Token> names = new ArrayList<>();
        for (int i = 0; i < target.size(); i++) {
            if (target.get(i).isName() && (i == 0 || !target.get(i - 1).is("."))) {
                names.add(target.get(i));
            }
        }
        return names;
    }

    private PythonValue valueOf(String name) throws NotUnderstoodException {
        PythonSetting setting = settings.get(name);
        PythonValue value = setting == null ? null : setting.value();
        if (value == null) {
            throw new NotUnderstoodException("needs " + name + ", of which the value is not known here");
        }
        return value;
    }

    private void unknown(Token name, String problem) {
        settings.put(name.text(), PythonSetting.unknown(name.text(), name.line(), problem));
    }

    private static boolean isChange(Token token) {
        return token.kind() == Token.Kind.OPERATOR && CHANGES.contains(token.text());
    }

    private static int depthChange(Token token) {
        if (token.is("(") || token.is("[") || token.is("{")) {
            return 1;
        }
        return token.is(")") || token.is("]") || token.is("}") ? -1 : 0;
    }
}
