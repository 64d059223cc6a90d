/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** Makes secrets from a secure random source. */
final class SecretGenerator {
    /** 256 bits: as strong as the HMAC-SHA-256 they are for (RFC 7518, section 3.2), 43 characters of base64url. */
    private static final int SECRET_BYTES = 32;

    private static final List<String> MANAGE_TOKENS = List.of("upload_file", "delete_file", "storage_manage_token");

    private final SecureRandom random;

    SecretGenerator(SecureRandom random) {
        this.random = random;
    }

    /**
     * Makes a whole set, each secret independent of the others.
     *
     * @param cost bcrypt's: 2 to the power of it rounds for each of the three hashes
     */
    InstallationSecrets generate(int cost) {
        List<ManageToken> tokens =
                MANAGE_TOKENS.stream().map(name -> token(name, cost)).toList();
        return new InstallationSecrets(tokens, secret());
    }

    private ManageToken token(String name, int cost) {
        String plain = secret();
        return new ManageToken(name, plain, hash(plain.getBytes(StandardCharsets.US_ASCII), cost));
    }

    /**
     * The bcrypt hash of a token, with a salt of its own.
     *
     * @param token 1 to 72 bytes
     */
    String hash(byte[] token, int cost) {
        return new String(BCrypt.with(random).hash(cost, token), StandardCharsets.US_ASCII);
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
