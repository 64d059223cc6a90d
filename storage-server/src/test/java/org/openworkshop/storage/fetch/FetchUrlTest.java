/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "http://a.example/x.zip | http://a.example/x.zip",
                "https://a.example | https://a.example/",
                "HTTPS://A.Example:443/X | https://a.example/X",
                "http://a.example:80/ | http://a.example/",
                "http://a.example:443/ | http://a.example:443/",
                "http://a.example:/ | http://a.example/",
                "\"  http://a.example/x \t\n\" | http://a.example/x",
                "http://a.example/a b.zip | http://a.example/a%20b.zip",
                "http://a.example/мод.zip | http://a.example/%D0%BC%D0%BE%D0%B4.zip",
                "http://a.example/😀 | http://a.example/%F0%9F%98%80",
                "http://a.example/100%.zip | http://a.example/100%25.zip",
                "http://a.example/%zz%4 | http://a.example/%25zz%254",
                "http://a.example/a%20b%2Fc | http://a.example/a%20b%2Fc",
                "http://a.example/[1]{2}^3`<>\" | http://a.example/%5B1%5D%7B2%7D%5E3%60%3C%3E%22",
                "http://a.example/x#frag?no | http://a.example/x",
                "http://a.example/x?q=1#frag | http://a.example/x?q=1",
                "http://a.example?q=1 | http://a.example/?q=1",
                "http://a.example/x?q=a b&r=ü[0] | http://a.example/x?q=a%20b&r=%C3%BC%5B0%5D",
                "http://a.example/x? | http://a.example/x?",
                "http://a.example/x?a?b/c | http://a.example/x?a?b/c",
                "http://a.example/a/./b/../c | http://a.example/a/c",
                "http://a.example/../../x | http://a.example/x",
                "http://a.example/a/.. | http://a.example/",
                "http://a.example/a/b/.. | http://a.example/a/",
                "http://a.example//a//b | http://a.example//a//b",
                "http://a.example\\a\\b?c\\d | http://a.example/a/b?c%5Cd",
                "http:\\\\a.example\\x | http://a.example/x",
                "http://good.example\\@evil.example/ | http://good.example/@evil.example/",
                "http://user:pa ss@a.example/ | http://user:pa%20ss@a.example/",
                "http://u@b@a.example/ | http://u%40b@a.example/",
                "http://@a.example/ | http://a.example/",
                "http://bücher.example/ | http://xn--bcher-kva.example/",
                "http://１２７.０.０.１/ | http://127.0.0.1/",
                "http://127。0。0。1/ | http://127.0.0.1/",
                "http://a.example./x | http://a.example/x",
                "http://my_bucket.example/x | http://my_bucket.example/x",
                "http://[::1]:8080/x | http://[0:0:0:0:0:0:0:1]:8080/x",
                "http://[::ffff:10.0.0.1]/x | http://10.0.0.1/x",
                "http://2130706433/ | http://2130706433/",
                "http://0x7f.1/ | http://0x7f.1/",
                "http://0X7F.1./ | http://0x7f.1/",
                "http://１２⒎０.1/ | http://127.0.1/",
            })
    void pastedUrlIsReadAsABrowserReadsIt(String pasted, String expected) throws InvalidUrlException {
        assertThat(FetchUrl.parse(pasted)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a.example/x",
                "//a.example/x",
                "/x",
                "ftp://a.example/x",
                "file:///etc/passwd",
                "gopher://a/",
                "jar:http://a.example!/",
                "javascript:alert(1)",
                "data:,x",
                "http:",
                "http:/a.example",
                "http://",
                "http:///x",
                "http://?x",
                "http://#x",
                "http://:80/",
                "http://user@/",
                "http://a b.example/",
                "http://a%2eexample/",
                "http://%31%32%37.0.0.1/",
                "http://a..example/",
                "http://./",
                "http://..",
                "http://a.example:0/",
                "http://a.example:65536/",
                "http://a.example:99999999999/",
                "http://a.example:8o/",
                "http://a.example:-1/",
                "http://a.example:80:80/",
                "http://::1/",
                "http://[::1/",
                "http://[::1]x/",
                "http://[::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[g::]/",
                "http://[127.0.0.1]/",
                "http://[]/",
                "http://a.example/\u0000x",
                "http://a.example/a\nb",
                "http://a.example/\u007f",
                "http://a\u0000.example/",
                "http://a.example/\ud800",
                "http://a*b/",
                "http://a<b/",
                "http://\u2100.example/",
                "http://256.0.0.1/",
                "http://1.2.3.4.5/",
                "http://4294967296/",
                "http://127.0.0.08/",
                "http://example.1/",
                "http://example.0x7f/",
                "http://[::ffff:0177.0.0.1]/",
                "http://[::ffff:127.1]/",
                "httpx://a.example/",
                "view-source:http://a.example/",
            })
    void whatIsNoHttpUrlIsRefused(String text) {
        assertThatThrownBy(() -> FetchUrl.parse(text)).isInstanceOf(InvalidUrlException.class);
    }

    @Test
    void lengthIsBoundedBeforeAndAfterEncoding() throws InvalidUrlException {
        String base = "http://a.example/";
        String longest = base + "x".repeat(FetchUrl.MAX_LENGTH - base.length());
        assertThat(FetchUrl.parse(longest)).hasToString(longest);
        assertThatThrownBy(() -> FetchUrl.parse(longest + "x")).isInstanceOf(InvalidUrlException.class);
        assertThatThrownBy(() -> FetchUrl.parse(base + " ü".repeat(2000))).isInstanceOf(InvalidUrlException.class);
    }

    @Test
    void refusalNeverRepeatsTheUrl() {
        assertThatThrownBy(() -> FetchUrl.parse("http://user:secret@a b/?token=secret"))
                .isInstanceOf(InvalidUrlException.class)
                .message()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://b.example/y | https://b.example/y",
                "//b.example/y | http://b.example/y",
                "/y | http://a.example:81/y",
                "y | http://a.example:81/p/q/y",
                "../y | http://a.example:81/p/y",
                "./y z | http://a.example:81/p/q/y%20z",
                "?n=2 | http://a.example:81/p/q/r?n=2",
                "'' | http://a.example:81/p/q/r?n=1",
                "#top | http://a.example:81/p/q/r?n=1",
                "\\\\b.example\\y | http://b.example/y",
                "/\\b.example/y | http://b.example/y",
                "\\/b.example/y | http://b.example/y",
                "\\y | http://a.example:81/y",
            })
    void locationIsSeenFromTheAnsweringUrl(String location, String expected) throws InvalidUrlException {
        assertThat(FetchUrl.resolve(URI.create("http://a.example:81/p/q/r?n=1"), location))
                .hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://b/", "gopher://b:70/x", "mailto:a@b", "http:///", "//", "://"})
    void locationElsewhereThanHttpIsRefused(String location) throws InvalidUrlException {
        URI base = FetchUrl.parse("http://a.example/");
        if (location.equals("://")) {
            // Begins no scheme: a relative path like any other.
            assertThat(FetchUrl.resolve(base, location)).hasToString("http://a.example/://");
        } else {
            assertThatThrownBy(() -> FetchUrl.resolve(base, location)).isInstanceOf(InvalidUrlException.class);
        }
    }

    @Property
    void parsedUrlParsesToItselfAndNamesOneHost(@ForAll("urls") String text) {
        URI uri;
        try {
            uri = FetchUrl.parse(text);
        } catch (InvalidUrlException e) {
            return;
        }
        assertThat(uri.getScheme()).isIn("http", "https");
        assertThat(uri.getRawAuthority()).isNotEmpty();
        assertThat(uri.getRawPath()).startsWith("/");
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.toString()).matches("[!-~]+");
        assertThat(again(uri.toString())).isEqualTo(uri);
    }

    @Property
    void arbitraryTextNeverFailsOtherwise(@ForAll String text) {
        try {
            assertThat(FetchUrl.parse("http://a.example/" + text).getHost()).isNotNull();
        } catch (InvalidUrlException e) {
            assertThat(e).hasMessageNotContaining(text.isEmpty() ? "\u0000" : "a.example/" + text);
        }
    }

    private static URI again(String text) {
        try {
            return FetchUrl.parse(text);
        } catch (InvalidUrlException e) {
            throw new AssertionError(text, e);
        }
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> tail = Arbitraries.strings()
                .withChars("ab.:/\\@?#%[]_-0127 ü。xX&=+\"'<>{}|^`")
                .ofMaxLength(40);
        return Arbitraries.of("http://", "https://", "HTTP:\\\\", "http://a.example")
                .flatMap(head -> tail.map(rest -> head + rest));
    }
}
