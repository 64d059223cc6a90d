/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where transfer_jwt_secret comes from; itself it never stands on the command line. */
final class TransferSecret {
    private static final String VARIABLE = "OW_TOKENS_TRANSFER_JWT_SECRET";
    private static final int LEAST_BYTES = 32;
    private static final String STANDARD_INPUT = "-";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Take transfer_jwt_secret from the storage server's config.toml. The environment variable"
                    + " " + VARIABLE + " wins over it, as it does for the server.")
    private @Nullable Path config;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "Take the secret from a file that holds nothing else; - is standard input, where what is"
                    + " typed is not shown.")
    private @Nullable String secretFile;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before a command is called
    private CommandSpec command;

    boolean isFromStandardInput() {
        return STANDARD_INPUT.equals(secretFile);
    }

    /** The secret's bytes, at least 32. */
    byte[] require(Surroundings surroundings) throws FailedException {
        String secret = find(surroundings);
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < LEAST_BYTES) {
            throw new FailedException("The secret is " + key.length + " bytes long, and HS256 needs at least "
                    + LEAST_BYTES + "; is it the whole one?");
        }
        return key;
    }

    private String find(Surroundings surroundings) throws FailedException {
        if (config != null && secretFile != null) {
            throw new ParameterException(command.commandLine(), "--config and --secret-file exclude each other");
        }
        if (isFromStandardInput()) {
            try {
                return text(surroundings.input().readSecret("Transfer secret: "));
            } catch (CharacterCodingException e) {
                throw new FailedException("The secret on standard input is not UTF-8 text.", e);
            } catch (IOException e) {
                throw new FailedException("The secret cannot be read from standard input: " + e.getMessage(), e);
            }
        }
        if (secretFile != null) {
            return fromFile(secretFile);
        }
        String variable = surroundings.environment().get(VARIABLE);
        if (variable != null) {
            return followed(variable, surroundings);
        }
        if (config == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "the secret is missing: name --config FILE or --secret-file FILE, or set " + VARIABLE);
        }
        return followed(fromConfig(config), surroundings);
    }

    private static String fromConfig(Path file) throws FailedException {
        TomlParseResult toml;
        try {
            toml = Toml.parse(file);
        } catch (IOException e) {
            throw FileFault.ofReading(file, e);
        }
        if (toml.hasErrors()) {
            // The parser quotes what it stumbled over, which may be a secret.
            throw new FailedException(
                    file + ":" + toml.errors().get(0).position().line() + ": is no valid TOML.");
        }
        if (toml.get(List.of("tokens")) instanceof TomlTable tokens
                && tokens.get(List.of("transfer_jwt_secret")) instanceof String secret) {
            return secret;
        }
        throw new FailedException(file + " has no text transfer_jwt_secret in [tokens].");
    }

    /** References as the server knows them. */
    private static String followed(String value, Surroundings surroundings) throws FailedException {
        if (value.startsWith("file:")) {
            return fromFile(value.substring("file:".length()));
        }
        if (!value.startsWith("env:")) {
            return value;
        }
        String name = value.substring("env:".length());
        String there = surroundings.environment().get(name);
        if (there == null) {
            throw new FailedException(
                    "transfer_jwt_secret refers to the environment variable " + name + ", which is not set.");
        }
        return there;
    }

    private static String fromFile(String name) throws FailedException {
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw new FailedException("The secret refers to a file, and what it names is no path.", e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return text(in.readNBytes(Input.MOST_SECRET_BYTES));
        } catch (IOException e) {
            throw FileFault.ofReading(file, e);
        }
    }

    /** Without the line end behind it, as the server reads files of secrets. */
    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString()
                .replaceFirst("\r?\n\\z", "");
    }
}
