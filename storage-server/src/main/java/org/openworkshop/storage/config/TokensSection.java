/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [tokens]}. */
final class TokensSection {
    private static final Key<Secret> TRANSFER_JWT_SECRET = new Key<>(
            "tokens.transfer_jwt_secret",
            SecretType.signingKey(),
            Preset.required("file:/etc/open-workshop-storage/transfer_jwt_secret"),
            "TRANSFER_JWT_SECRET",
            "Secret shared with Manager that signs transfer tokens and reports (HS256).");
    private static final Key<Secret> UPLOAD_FILE =
            hash("upload_file", "Hash of the token with which Manager stores files (POST /upload).");
    private static final Key<Secret> DELETE_FILE =
            hash("delete_file", "Hash of the token with which Manager deletes files (DELETE /delete).");
    private static final Key<Secret> STORAGE_MANAGE_TOKEN = hash(
            "storage_manage_token",
            "Hash of the token with which Manager repacks and moves (POST /transfer/repack, POST /transfer/move).");

    static final Section SECTION = new Section(
            "tokens",
            "Secrets shared with Manager. `java -jar token-gen.jar` makes them. Each can be given as it is, as"
                    + " \"file:/path\" (a file with nothing else in it) or as \"env:NAME\" (another environment variable).",
            List.of(TRANSFER_JWT_SECRET, UPLOAD_FILE, DELETE_FILE, STORAGE_MANAGE_TOKEN));

    private TokensSection() {}

    private static Key<Secret> hash(String name, String documentation) {
        return new Key<>(
                "tokens." + name,
                SecretType.bcryptHash(),
                Preset.required("file:/etc/open-workshop-storage/" + name),
                name,
                documentation);
    }

    static TokensConfig read(Settings settings) {
        return new TokensConfig(
                settings.get(TRANSFER_JWT_SECRET),
                settings.get(UPLOAD_FILE),
                settings.get(DELETE_FILE),
                settings.get(STORAGE_MANAGE_TOKEN));
    }
}
