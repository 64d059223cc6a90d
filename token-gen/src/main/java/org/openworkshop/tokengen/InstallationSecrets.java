/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/**
 * All secrets that one installation of the storage server shares with its Manager.
 *
 * @param tokens the manage tokens, in the order in which they are shown
 * @param transferSecret HS256 key of the transfer tokens, 256 random bits as base64url text
 */
record InstallationSecrets(List<ManageToken> tokens, String transferSecret) {
    private static final String SECRET = "transfer_jwt_secret";

    InstallationSecrets {
        tokens = List.copyOf(tokens);
    }

    /** What Manager is told, as TOML keys. */
    String forManager() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> line(text, token.name(), token.plain()));
        line(text, SECRET, transferSecret);
        return text.toString();
    }

    /** What the storage server is told, as the TOML section {@code [tokens]}. */
    String forStorageServer() {
        StringBuilder text = new StringBuilder("[tokens]\n");
        tokens.forEach(token -> line(text, token.name(), token.hash()));
        line(text, SECRET, transferSecret);
        return text.toString();
    }

    /** Both, as one JSON object. */
    String toJson() {
        ObjectNode both = Json.object();
        both.set("manager", object(ManageToken::plain));
        both.set("storage", object(ManageToken::hash));
        return Json.pretty(both);
    }

    /** What Manager is told, as JSON, with the name of the file that has the rest. */
    String toJson(String written) {
        ObjectNode half = Json.object();
        half.set("manager", object(ManageToken::plain));
        return Json.pretty(half.put("written", written));
    }

    private ObjectNode object(Function<ManageToken, String> shown) {
        ObjectNode object = Json.object();
        tokens.forEach(token -> object.put(token.name(), shown.apply(token)));
        return object.put(SECRET, transferSecret);
    }

    /** A whole config.toml for the storage server. */
    String configuration() {
        ConfigText config = new ConfigText("Settings of Open Workshop Storage. What is not set here has its default:"
                + " config.sample.toml lists everything. Fill in the places marked FILL IN.\n"
                + "Check this file:  java -jar storage-server.jar check-config --config FILE");
        config.set("tokens." + SECRET, TomlText.quote(transferSecret), "The same text as in Manager's settings.");
        tokens.forEach(token -> config.set("tokens." + token.name(), TomlText.quote(token.hash()), ""));
        return config.render();
    }

    /** Base64url and bcrypt's alphabet hold nothing that TOML would want escaped. */
    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(" = \"").append(value).append("\"\n");
    }

    /** Never the secrets. */
    @Override
    public String toString() {
        return "InstallationSecrets" + tokens;
    }
}
