/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Hashes a manage token that exists already. */
@Command(
        name = "hash",
        mixinStandardHelpOptions = true,
        description = {
            "Reads a manage token from standard input and prints its bcrypt hash.",
            "",
            "The hash goes into upload_file, delete_file or storage_manage_token in the storage server's section"
                    + " [tokens].",
            "",
            "At a terminal what is typed is not shown. One line end behind the token is left out. A token of more"
                    + " than 72 bytes is refused, because bcrypt would not look at the rest.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:this is no usable token, or the hash could not be written", "2:wrong usage"})
final class HashCommand implements Callable<Integer> {
    private final SecretGenerator generator;
    private final Surroundings surroundings;

    @Mixin
    private final CostOption cost = new CostOption();

    HashCommand(SecretGenerator generator, Surroundings surroundings) {
        this.generator = generator;
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws FailedException {
        try {
            byte[] token = PlainToken.read(surroundings.input().readSecret("Token: "));
            String text = new String(token, StandardCharsets.UTF_8);
            if (!text.equals(text.strip())) {
                surroundings.say("Note: the token begins or ends with a blank, which is part of it.");
            }
            surroundings.print(generator.hash(token, cost.cost) + System.lineSeparator());
            return 0;
        } catch (UnusableTokenException e) {
            throw new FailedException("The token " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new FailedException("The token cannot be read from standard input: " + e.getMessage(), e);
        }
    }
}
