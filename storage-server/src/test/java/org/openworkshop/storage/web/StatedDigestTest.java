/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatedDigestTest {
    /** Of "x". */
    private static final String HEX = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

    private static final String BASE64 = "LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=";
    private static final String OTHER = "0".repeat(64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Digest=sha-256=:" + BASE64 + ":",
                "Content-Digest=sha-512=:AAAA:, sha-256=:" + BASE64 + ":;q=1",
                "content-digest=SHA-256=:" + BASE64 + ":",
                "Repr-Digest=sha-256=:" + BASE64 + ":",
                "Digest=MD5=AAAA,SHA-256=" + BASE64,
                "X-Checksum-Sha256=" + HEX,
                "x-checksum-sha256= 2D711642B726B04401627CA9FBAC32F5C8530FB1903CC4DB02258717921A4881 "
            })
    void everySpellingStatesTheSameDigest(String header) {
        assertThat(StatedDigest.of(headers(header))).isEqualTo(HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Digest=sha-256=" + BASE64,
                "Content-Digest=sha-256=:AAAA:",
                "Content-Digest=sha-256=:!" + BASE64 + ":",
                "Content-Digest=sha-256",
                "Repr-Digest=sha-256=::",
                "Digest=SHA-256=:" + BASE64 + ":",
                "Digest=SHA-256=",
                "X-Checksum-Sha256=" + BASE64,
                "X-Checksum-Sha256=2d71"
            })
    void aMalformedDigestIsRefused(String header) {
        requireInvalid(headers(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Digest=sha-512=:AAAA:", "Digest=MD5=AAAA", "Content-Digest=md5=:?:", "Other=1"})
    void otherAlgorithmsStateNothing(String header) {
        assertThat(StatedDigest.of(headers(header))).isNull();
    }

    @Test
    void statementsThatAgreeAreOneAndThoseThatDifferAreRefused() {
        String digest = "Content-Digest=sha-256=:" + BASE64 + ":";
        assertThat(StatedDigest.of(headers(digest, "X-Checksum-Sha256=" + HEX))).isEqualTo(HEX);
        requireInvalid(headers(digest, "X-Checksum-Sha256=" + OTHER));
        requireInvalid(headers("X-Checksum-Sha256=" + HEX, "X-Checksum-Sha256=" + OTHER));
    }

    @ParameterizedTest
    @CsvSource({"Content-Digest=sha-256=:" + BASE64 + ":,true", "X-Checksum-Sha256=" + HEX + ",false"})
    void theChecksumIsOfTheFileAndTheOthersAreOfTheContent(String header, boolean content) {
        assertThat(StatedDigest.ofContent(headers(header)) != null).isEqualTo(content);
        assertThat(StatedDigest.ofFile(headers(header)) != null).isEqualTo(!content);
    }

    private static void requireInvalid(HttpFields headers) {
        assertThatThrownBy(() -> StatedDigest.of(headers))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DIGEST));
    }

    private static HttpFields headers(String... headers) {
        HttpFields.Mutable fields = HttpFields.build();
        for (String header : headers) {
            int equals = header.indexOf('=');
            fields.add(header.substring(0, equals), header.substring(equals + 1));
        }
        return fields;
    }
}
