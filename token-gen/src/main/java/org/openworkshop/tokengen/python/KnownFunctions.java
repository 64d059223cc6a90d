/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openworkshop.tokengen.python.PythonValue.FromEnvironment;
import org.openworkshop.tokengen.python.PythonValue.None;
import org.openworkshop.tokengen.python.PythonValue.Text;

/** What is known of Python's functions: looks at the environment, conversions, and paths. A path counts as a text. */
final class KnownFunctions {
    private static final String FILE = "__file__";
    private static final Set<String> ENVIRONMENT = Set.of("os.environ", "environ");
    private static final Set<String> LOOKS =
            Set.of("os.getenv", "getenv", "os.environ.get", "environ.get", "os.environ.pop", "environ.pop");
    private static final Set<String> PATHS = Set.of("Path", "pathlib.Path", "os.path.abspath", "os.path.realpath");
    private static final Set<String> OTHERS = Set.of("int", "float", "str", "bool", "os.path.join", "os.path.dirname");

    private final Map<String, String> environment;
    private final @Nullable Path file;

    /**
     * @param environment where looks at the environment look
     * @param file the module's own absolute path, null when it has none
     */
    KnownFunctions(Map<String, String> environment, @Nullable Path file) {
        this.environment = environment;
        this.file = file;
    }

    boolean isEnvironment(String name) {
        return ENVIRONMENT.contains(name);
    }

    boolean isFunction(String name) {
        return LOOKS.contains(name) || PATHS.contains(name) || OTHERS.contains(name);
    }

    boolean isValue(String name) {
        return name.equals(FILE) && file != null;
    }

    PythonValue value(String name) throws NotUnderstoodException {
        if (file == null) {
            throw new NotUnderstoodException("needs " + name + ", which is not known here");
        }
        return new Text(file.toString());
    }

    PythonValue call(String name, List<PythonValue> arguments) throws NotUnderstoodException {
        if (LOOKS.contains(name)) {
            return look(arguments);
        }
        if (name.equals("os.path.join")) {
            Path path = path(single(arguments.subList(0, Math.min(1, arguments.size()))));
            for (PythonValue part : arguments.subList(1, arguments.size())) {
                path = path.resolve(path(part));
            }
            return new Text(path.toString());
        }
        PythonValue argument = single(arguments);
        return switch (name) {
            case "int" -> kept(argument, Arithmetic.integer(argument));
            case "float" -> kept(argument, Arithmetic.real(argument));
            case "str" -> kept(argument, new Text(Arithmetic.shown(argument)));
            case "bool" -> kept(argument, new PythonValue.Bool(argument.isTrue()));
            case "os.path.dirname" -> parent(argument);
            default -> new Text(path(argument).toString());
        };
    }

    /**
     * What a value's attribute is, or its method gives.
     *
     * @param arguments null for an attribute
     */
    PythonValue member(PythonValue value, String name, @Nullable List<PythonValue> arguments)
            throws NotUnderstoodException {
        boolean bare = arguments == null || arguments.isEmpty();
        if (value.plain() instanceof Text text) {
            if (arguments == null && name.equals("parent")) {
                return parent(text);
            }
            if (arguments != null && (name.equals("encode") || name.equals("decode"))) {
                return value;
            }
            if (arguments != null && bare && name.equals("strip")) {
                return kept(value, new Text(text.text().strip()));
            }
            if (arguments != null && bare && (name.equals("resolve") || name.equals("absolute"))) {
                return text;
            }
        }
        throw new NotUnderstoodException("uses ." + name + ", which is not known here");
    }

    /** Python's {@code path / name}. */
    static PythonValue below(Text folder, Text name) throws NotUnderstoodException {
        return new Text(path(folder).resolve(path(name)).toString());
    }

    private PythonValue look(List<PythonValue> arguments) throws NotUnderstoodException {
        if (arguments.isEmpty() || arguments.size() > 2 || !(arguments.get(0).plain() instanceof Text name)) {
            throw new NotUnderstoodException("looks into the environment in a way that is not known here");
        }
        String there = environment.get(name.text());
        PythonValue fallback = arguments.size() == 2 ? arguments.get(1).plain() : new None();
        return new FromEnvironment(name.text(), there != null, there == null ? fallback : new Text(there));
    }

    /** A conversion of what came from the environment came from there too. */
    private static PythonValue kept(PythonValue from, PythonValue converted) {
        return from instanceof FromEnvironment looked
                ? new FromEnvironment(looked.variable(), looked.isSet(), converted)
                : converted;
    }

    private static PythonValue parent(PythonValue value) throws NotUnderstoodException {
        Path parent = path(value).getParent();
        return new Text(parent == null ? "" : parent.toString());
    }

    private static PythonValue single(List<PythonValue> arguments) throws NotUnderstoodException {
        if (arguments.size() != 1) {
            throw new NotUnderstoodException("calls a function in a way that is not known here");
        }
        return arguments.get(0);
    }

    private static Path path(PythonValue value) throws NotUnderstoodException {
        if (value.plain() instanceof Text text) {
            try {
                return Path.of(text.text());
            } catch (InvalidPathException e) {
                throw new NotUnderstoodException("makes a path of what is none");
            }
        }
        throw new NotUnderstoodException("makes a path of " + value.kind());
    }
}
