/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** The settings file (TOML 1.0, UTF-8, at most 1 MiB): values with the line that they stand on. */
final class TomlSource {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final String SAMPLE = "give a TOML file; config.sample.toml is one to start from";

    // The parser quotes what it stumbled over, which can be a secret whose quotes were forgotten.
    private static final Pattern QUOTED_INPUT = Pattern.compile("'.{3,}'", Pattern.DOTALL);

    private final String label;
    private final @Nullable TomlTable root;
    private final boolean broken;

    private TomlSource(String label, @Nullable TomlTable root, boolean broken) {
        this.label = label;
        this.root = root;
        this.broken = broken;
    }

    /** No file: nothing is set. The parser is not loaded for that. */
    static TomlSource none() {
        return new TomlSource("", null, false);
    }

    /** Reads a file; what cannot be read or understood becomes problems, and the source holds the rest. */
    static TomlSource read(Path file, Consumer<Problem> problems) {
        String text = readText(file, problems);
        if (text == null) {
            return new TomlSource(file.toString(), null, true);
        }
        TomlParseResult result = parse(text);
        for (TomlParseError error : result.errors()) {
            problems.accept(new Problem(
                    "",
                    file + ":" + error.position().line(),
                    "is no valid TOML at column " + error.position().column() + ": "
                            + QUOTED_INPUT
                                    .matcher(String.valueOf(error.getMessage()))
                                    .replaceAll("text"),
                    "write key = value, with texts in quotes, and each key and [section] once"));
        }
        return new TomlSource(file.toString(), result, result.hasErrors());
    }

    private static TomlParseResult parse(String text) {
        return Toml.parse(
                text,
                TomlParseOptions.defaults().withVersion(TomlVersion.V1_0_0).withoutSource());
    }

    private static @Nullable String readText(Path file, Consumer<Problem> problems) {
        FileFault fault;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            }
            fault = new FileFault("is larger than 1 MiB", SAMPLE);
        } catch (NoSuchFileException e) {
            fault = new FileFault("does not exist", SAMPLE);
        } catch (AccessDeniedException e) {
            fault = new FileFault(
                    "cannot be read: permission denied",
                    "let the user that the server runs as read it, and nobody else but root: it holds secrets");
        } catch (IOException e) {
            fault = FileFault.ofReading(file, e);
        }
        problems.accept(new Problem("", file.toString(), fault.what(), fault.expected()));
        return null;
    }

    /** Whether some of the file was not understood, so that an absent key may stand in it all the same. */
    boolean isBroken() {
        return broken;
    }

    /** The file's name for messages, empty without a file. */
    String label() {
        return label;
    }

    /** Names on the top level. */
    Set<String> topLevel() {
        return root == null ? Set.of() : root.keySet();
    }

    /** Names directly in a section; empty when there is no such table. */
    Set<String> namesIn(String section) {
        TomlTable table = table(section);
        return table == null ? Set.of() : table.keySet();
    }

    boolean isTable(String section) {
        return table(section) != null;
    }

    private @Nullable TomlTable table(String section) {
        @Nullable TomlTable table = root;
        for (String name : Section.pathOf(section)) {
            if (table == null || !(table.get(List.of(name)) instanceof TomlTable inner)) {
                return null;
            }
            table = inner;
        }
        return table;
    }

    /** A section's value, or null when it is not set: text, number, boolean, list, or what no key accepts. */
    @Nullable
    Object find(String section, String name) {
        TomlTable table = table(section);
        if (table == null) {
            return null;
        }
        Object value = table.get(List.of(name));
        return value instanceof TomlArray array ? array.toList() : value;
    }

    /** File and line of a key: {@code /etc/storage.toml:12}. */
    String place(List<String> path) {
        TomlPosition position = root == null ? null : root.inputPositionOf(path);
        return position == null ? label : label + ":" + position.line();
    }
}
