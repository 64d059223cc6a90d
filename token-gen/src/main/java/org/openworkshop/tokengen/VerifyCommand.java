/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openworkshop.tokengen.token.ClaimJson;
import org.openworkshop.tokengen.token.Inspection;
import org.openworkshop.tokengen.token.Purpose;
import org.openworkshop.tokengen.token.Times;
import org.openworkshop.tokengen.token.TokenInspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is in a transfer token, and what the server thinks of it. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Says what is in a transfer token, and every reason for which the storage server refuses it.",
            "",
            "The secret comes from --config, from --secret-file, or from the environment variable"
                    + " OW_TOKENS_TRANSFER_JWT_SECRET.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the server accepts it",
            "1:the server refuses it, or it or the secret cannot be read",
            "2:wrong usage"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int REFUSED = 1;

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "TOKEN",
            description = "The token; - takes it from standard input, so that others on this machine do not see it.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String token;

    @Option(
            names = "--for",
            paramLabel = "CALL",
            description = "The call that it is for, upload or start (of a fetch). Without it, a token with a"
                    + " download_url is for start.")
    private @Nullable Purpose purpose;

    @Option(names = "--json", description = "Print a JSON object: accepted, for, refusals, header, claims.")
    private boolean json;

    @Mixin
    private final TransferSecret secret = new TransferSecret();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws FailedException {
        if (token.equals("-") && secret.isFromStandardInput()) {
            throw new ParameterException(spec.commandLine(), "token and secret cannot both come from standard input");
        }
        byte[] key = secret.require(surroundings);
        Inspection found = new TokenInspector(key, surroundings.clock()).inspect(token(), purpose);
        surroundings.print(json ? json(found) : text(found));
        return found.isAccepted() ? 0 : REFUSED;
    }

    private String token() throws FailedException {
        try {
            return token.equals("-")
                    ? new String(surroundings.input().readSecret("Token: "), StandardCharsets.UTF_8).strip()
                    : token;
        } catch (IOException e) {
            throw new FailedException("The token cannot be read from standard input: " + e.getMessage(), e);
        }
    }

    private String text(Inspection found) {
        StringBuilder out = new StringBuilder();
        if (!found.claims().isEmpty()) {
            out.append("Header: ")
                    .append(ClaimJson.pretty(found.header()).replaceAll("\\s+", " "))
                    .append("\nClaims: ")
                    .append(ClaimJson.pretty(found.claims()))
                    .append('\n');
            moment(out, found, "iat", "Issued ");
            moment(out, found, "nbf", "Not valid before ");
            moment(out, found, "exp", "Expires ");
        }
        out.append(found.isAccepted() ? "\nThe server accepts it for " : "\nThe server refuses it for ")
                .append(found.purpose().call())
                .append(found.isAccepted() ? ".\n" : ":\n");
        found.refusals().forEach(refusal -> out.append("- ").append(refusal).append('\n'));
        return out.toString();
    }

    private void moment(StringBuilder out, Inspection found, String claim, String words) {
        if (found.claims().get(claim) instanceof Number seconds) {
            long now = surroundings.clock().instant().getEpochSecond();
            out.append(words).append(Times.shown(seconds.longValue(), now)).append(".\n");
        }
    }

    private static String json(Inspection found) {
        ObjectNode object = Json.object();
        object.put("accepted", found.isAccepted()).put("for", found.purpose().call());
        ArrayNode refusals = object.putArray("refusals");
        found.refusals()
                .forEach(refusal -> refusals.addObject()
                        .put("status", refusal.status())
                        .put("phrase", refusal.phrase())
                        .put("why", refusal.why()));
        ObjectMapper mapper = new ObjectMapper();
        object.set("header", mapper.valueToTree(found.header()));
        object.set("claims", mapper.valueToTree(found.claims()));
        return Json.pretty(object);
    }
}
