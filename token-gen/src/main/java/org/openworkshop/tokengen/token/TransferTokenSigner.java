/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signs tokens with the secret that Manager and the storage server share (JWT, HS256). */
public final class TransferTokenSigner {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final Algorithm algorithm;

    /**
     * Takes the shared secret.
     *
     * @param secret at least 32 bytes
     */
    public TransferTokenSigner(byte[] secret) {
        this.algorithm = Algorithm.HMAC256(secret);
    }

    /**
     * A token with exactly these claims. The library's own builder does not take every JSON value.
     *
     * @param claims plain JSON values
     */
    public String sign(Map<String, @Nullable Object> claims) {
        byte[] header = encode(HEADER.getBytes(StandardCharsets.US_ASCII));
        byte[] payload = encode(ClaimJson.bytes(claims));
        byte[] signature = encode(algorithm.sign(header, payload));
        return text(header) + "." + text(payload) + "." + text(signature);
    }

    private static byte[] encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encode(bytes);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
