/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.util.List;

/**
 * All secrets that one installation of the storage server shares with its Manager.
 *
 * @param tokens the manage tokens, in the order in which they are shown
 * @param transferSecret HS256 key of the transfer tokens, 256 random bits as base64url text
 */
record InstallationSecrets(List<ManageToken> tokens, String transferSecret) {
    InstallationSecrets {
        tokens = List.copyOf(tokens);
    }

    /** What Manager is told, as TOML keys. */
    String forManager() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> line(text, token.name(), token.plain()));
        line(text, "transfer_jwt_secret", transferSecret);
        return text.toString();
    }

    /** What the storage server is told, as the TOML section {@code [tokens]}. */
    String forStorageServer() {
        StringBuilder text = new StringBuilder("[tokens]\n");
        tokens.forEach(token -> line(text, token.name(), token.hash()));
        line(text, "transfer_jwt_secret", transferSecret);
        return text.toString();
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
