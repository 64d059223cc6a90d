/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that has the configuration written into a new file. */
final class WriteOption {
    @Option(
            names = {"-w", "--write"},
            paramLabel = "FILE",
            description = {
                "Write the storage server's settings into this new file, which only its owner may read.",
                "It may not exist yet: nothing is ever overwritten."
            })
    private @Nullable Path file;

    boolean isGiven() {
        return file != null;
    }

    /** The file as it was given. */
    String name() {
        return String.valueOf(file);
    }

    /** Fails before anything is made when the file is there. */
    void requireAbsent() throws FailedException {
        try {
            if (file != null) {
                NewFile.requireAbsent(file);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(e);
        }
    }

    /** Something to do once the text is on the disk and before it has its name. */
    interface Step {
        void run() throws FailedException;
    }

    /** Writes the text, takes the step, and gives the file its name; when one of that fails there is no file. */
    void write(String text, Step between) throws FailedException {
        try (NewFile written = NewFile.write(Path.of(name()), text)) {
            between.run();
            written.publish();
        } catch (FileAlreadyExistsException e) {
            throw exists(e);
        } catch (IOException e) {
            throw FileFault.ofMaking(Path.of(name()), e);
        } catch (UnsupportedOperationException e) {
            throw new FailedException(
                    name()
                            + " cannot be created: its file system knows no permissions that would keep others from reading it.",
                    e);
        }
    }

    private FailedException exists(FileAlreadyExistsException cause) {
        return new FailedException(name() + " exists already, and is left as it is. Name another file.", cause);
    }
}
