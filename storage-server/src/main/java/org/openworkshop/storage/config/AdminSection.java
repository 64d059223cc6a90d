/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/** The keys of {@code [admin]}. */
final class AdminSection {
    private static final Key<Secret> TOKEN_HASH = new Key<>(
            "admin.token_hash",
            SecretType.optionalBcryptHash(),
            Preset.of(""),
            "",
            "Hash of the token that opens the admin view. Whoever has the token can cancel jobs; give it to nobody but"
                    + " operators. Without it /admin/ answers as if it were not there.");

    static final Section SECTION = new Section(
            "admin",
            "The admin view at /admin/: jobs, what Manager is owed, disk; see docs/admin.md. Off unless token_hash is set.",
            List.of(TOKEN_HASH));

    private AdminSection() {}

    static AdminConfig read(Settings settings) {
        return new AdminConfig(settings.get(TOKEN_HASH));
    }
}
