/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openworkshop.tokengen.ConfigImport.Result;
import org.openworkshop.tokengen.python.PythonSettings;
import org.openworkshop.tokengen.python.PythonSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Turns the Python service's settings into the server's. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the Python service's ow_config.py, as text and without running it, and prints a config.toml with the"
                    + " same settings. What could not be carried over is named at its end, and on standard error.",
            "",
            "Understood are literals, arithmetic like 5 * 1024**3, texts put together, names assigned before,"
                    + " os.environ and os.getenv, int, float, str, and paths. Variables of the environment count as they"
                    + " are set where this command runs. Manage tokens that stand there in plain are hashed.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; every setting that both have is carried over",
            "1:the file cannot be read, or the settings could not be written",
            "2:wrong usage",
            "3:done, but a setting that both have was not carried over, or a required one is missing"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int INCOMPLETE = 3;

    private final SecretGenerator generator;
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ow_config.py", description = "The file; - is standard input.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String file;

    @Mixin
    private final CostOption cost = new CostOption();

    @Mixin
    private final WriteOption write = new WriteOption();

    ImportCommand(SecretGenerator generator, Surroundings surroundings) {
        this.generator = generator;
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws FailedException {
        write.requireAbsent();
        @Nullable
        Path path = file.equals("-") ? null : Path.of(file).toAbsolutePath().normalize();
        String name = path == null ? "standard input" : file;
        PythonSettings settings;
        try {
            settings = PythonSettings.read(text(path, name), surroundings.environment(), path);
        } catch (PythonSyntaxException e) {
            throw new FailedException(name + ":" + e.line() + ": is no Python: " + e.getMessage() + ".", e);
        }
        ValueConversions to = new ValueConversions(generator, cost.cost, path == null ? null : path.getParent());
        Result result = ConfigImport.of(settings, new ImportTable(to), name);
        if (write.isGiven()) {
            write.write(result.toml(), () -> {});
            surroundings.say(write.name() + " is written.");
        } else {
            surroundings.print(result.toml());
        }
        if (!result.left().isEmpty()) {
            surroundings.say("Not carried over:");
            result.left().forEach(left -> surroundings.say("  " + left.sentence()));
        }
        return result.whole() ? 0 : INCOMPLETE;
    }

    private String text(@Nullable Path path, String name) throws FailedException {
        try {
            byte[] bytes;
            if (path == null) {
                bytes = surroundings.input().readAll(MOST_BYTES);
            } else {
                try (InputStream in = Files.newInputStream(path)) {
                    bytes = in.readNBytes(MOST_BYTES + 1);
                }
            }
            if (bytes.length > MOST_BYTES) {
                throw new FailedException(name + " is larger than 1 MiB, which no configuration is.");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw FileFault.ofReading(Path.of(name), e);
        }
    }
}
