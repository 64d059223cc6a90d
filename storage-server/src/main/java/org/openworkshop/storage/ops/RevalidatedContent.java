/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Answers with bytes that change only with the program: caches keep them but ask each time whether they still hold (RFC 9110
 * section 13), so that a new version is seen at once.
 */
final class RevalidatedContent {
    private RevalidatedContent() {}

    /** 200 with the bytes, or 304 when the caller has them. */
    static Response.ResponseBuilder answer(Request request, byte[] content, String contentType) {
        EntityTag tag = new EntityTag(digest(content));
        Response.ResponseBuilder notModified = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = notModified == null ? Response.ok(content, contentType) : notModified;
        return answer.tag(tag).header("Cache-Control", "no-cache").header("X-Content-Type-Options", "nosniff");
    }

    private static String digest(byte[] content) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
