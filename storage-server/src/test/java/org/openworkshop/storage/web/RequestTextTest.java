/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTextTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,false",
                "*/*,false",
                "text/plain,false",
                "text/html,false",
                "application/json,true",
                "application/problem+json,true",
                "'application/json, text/plain, */*',false",
                "'application/json, text/plain;q=0.5',true",
                "'application/json;q=0.4, text/plain;q=0.5',false",
                "'application/json, */*;q=0.1',true",
                "'application/json;q=0.9, text/*',false",
                "'application/json;q=nonsense',false"
            })
    void jsonIsForThoseWhoPreferIt(String accept, boolean expected) {
        assertThat(AcceptHeader.prefersJson(accept)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/x,/x",
        "/x?token=secret,/x",
        "/x?a=1&token=secret&b=2,/x?a=1&b=2",
        "/x?TOKEN=secret,/x",
        "/x?%74oken=secret&a=1,/x?a=1",
        "/x?a=1;token=secret,/x?a=1",
        "/x?%zz=secret,/x",
        "/x?token,/x",
        "/x?mytoken=1,/x?mytoken=1"
    })
    void tokenIsNotShown(String target, String expected) {
        assertThat(RequestTarget.withoutToken(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz;token=JWT", "/healthz?token%3dJWT", "/a/JWT/b?accessToken=JWT", "/a?x=token=JWT"})
    void signedTokensAreNotShownWhereverTheyStand(String target) {
        String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJqb2JfaWQiOiJqb2ItMDAwMSJ9.c2lnbmF0dXJl-_x";
        assertThat(RequestTarget.withoutToken(target.replace("JWT", jwt))).doesNotContain("eyJ", "c2lnbm");
    }

    @Test
    @Timeout(60)
    void targetThatIsMadeToTakeLongDoesNot() {
        String target = "/" + "eyJ".repeat(1_000_000);
        assertThat(RequestTarget.withoutToken(target)).isEqualTo(target);
    }

    @Property
    void noSpellingOfTheParameterShowsItsValue(@ForAll @AlphaChars @StringLength(20) String secret) {
        assertThat(RequestTarget.withoutToken("/a?x=1&token=" + secret + "&y=2"))
                .isEqualTo("/a?x=1&y=2");
        assertThat(RequestTarget.withoutToken("/a?t%6Fken=" + secret)).doesNotContain(secret);
    }
}
