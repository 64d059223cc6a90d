/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openworkshop.tokengen.token.ClaimJson;
import org.openworkshop.tokengen.token.Refusal;
import org.openworkshop.tokengen.token.TokenInspector;
import org.openworkshop.tokengen.token.TransferTokenSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Signs a transfer token as Manager would. */
@Command(
        name = "transfer",
        mixinStandardHelpOptions = true,
        description = {
            "Signs a transfer token, as Manager does, and prints it: for tests with curl.",
            "",
            "The secret comes from --config, from --secret-file, or from the environment variable"
                    + " OW_TOKENS_TRANSFER_JWT_SECRET. A token that the server would refuse is made all the same, and the"
                    + " reason named on standard error.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the secret cannot be read, or the token not be written", "2:wrong usage"})
final class TransferCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--job", paramLabel = "ID", required = true, description = "Name of the job: claim job_id.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String job;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "What is transferred, archive or img: claim transfer_kind. Without it the server takes an"
                    + " archive.")
    private @Nullable String kind;

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description =
                    "One more claim; may be repeated. VALUE is JSON (5, true, [1], {\"a\": null}, \"5\"), or, where"
                            + " it is none, a text. Also takes the place of what the other options make, aud and exp included.")
    private List<String> claims = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = TimeConverter.class,
            description = "How long it stays valid: seconds, or like 10m, 3h, 1h30m; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private Duration ttl;

    @Mixin
    private final TransferSecret secret = new TransferSecret();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    TransferCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws FailedException {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("job_id", job);
        if (kind != null) {
            all.put("transfer_kind", kind);
        }
        long now = surroundings.clock().instant().getEpochSecond();
        all.put("aud", "storage");
        all.put("iat", now);
        all.put("exp", now + ttl.toSeconds());
        all.putAll(more());
        byte[] key = secret.require(surroundings);
        String token = new TransferTokenSigner(key).sign(all);
        for (Refusal refusal : new TokenInspector(key, surroundings.clock())
                .inspect(token, null)
                .refusals()) {
            surroundings.say("Note: the server refuses this token with " + refusal + ".");
        }
        surroundings.print(token + System.lineSeparator());
        return 0;
    }

    private Map<String, @Nullable Object> more() {
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        for (String claim : claims) {
            int equals = claim.indexOf('=');
            String name = equals < 0 ? "" : claim.substring(0, equals);
            if (name.isEmpty() || more.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        name.isEmpty()
                                ? "--claim takes NAME=VALUE, and this is none: " + claim
                                : "--claim " + name + " is given twice");
            }
            more.put(name, ClaimJson.value(claim.substring(equals + 1)));
        }
        return more;
    }
}
