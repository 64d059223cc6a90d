/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    private static final URI URL = URI.create("http://a.example/dir/from%20url.zip?x=/no");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "attachment; filename=a.zip ~ a.zip",
                "attachment; filename=\"a b.zip\" ~ a b.zip",
                "attachment;filename=\"a;b=c.zip\";size=3 ~ a;b=c.zip",
                "attachment; filename=\"a\\\"b\\\\c.zip\" ~ a\"b\\c.zip",
                "inline; FileName = \"a.zip\" ~ a.zip",
                "attachment; filename=\"plain.zip\"; filename*=UTF-8''%d0%bc%d0%be%d0%b4.zip ~ мод.zip",
                "attachment; filename*=utf-8'en'%e2%82%ac.zip; filename=plain.zip ~ €.zip",
                "attachment; filename*=ISO-8859-1''%a3.zip ~ £.zip",
                "attachment; filename*=EUC-JP''%a3.zip; filename=plain.zip ~ plain.zip",
                "attachment; filename*=nonsense; filename=plain.zip ~ plain.zip",
                "attachment; filename=first.zip; filename=second.zip ~ first.zip",
                "filename=a.zip ~ a.zip",
                "attachment; filename=\"unclosed.zip ~ unclosed.zip",
                "attachment; filename=\"../../etc/passwd\" ~ ../../etc/passwd",
                "attachment; x; ;; =; filename=a.zip ~ a.zip",
                "attachment; note=\"; filename=no.zip\"; filename=a.zip ~ a.zip",
            })
    void dispositionNamesTheFile(String header, String name) {
        assertThat(FileName.of(header, URL)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "attachment",
                "attachment; filename=",
                "attachment; filename=\"\"",
                "inline; filename=\"  \"",
                "=",
                ";",
                "\"",
                "attachment; filename*=UTF-8''",
                "attachment; filenamex=a"
            })
    void withoutAUsableDispositionTheUrlNamesTheFile(String header) {
        assertThat(FileName.of(header, URL)).isEqualTo("from url.zip");
    }

    @Test
    void octetsThatAreUtf8AreReadAsSuch() {
        String wire = new String(
                "attachment; filename=\"мод.zip\"".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(FileName.of(wire, URL)).isEqualTo("мод.zip");
        assertThat(FileName.of("attachment; filename=\"\u00e9t\u00e9.zip\"", URL))
                .isEqualTo("été.zip");
    }

    @Test
    void urlWithoutLastSegmentHasNoName() {
        assertThat(FileName.of(null, URI.create("http://a.example/"))).isNull();
        assertThat(FileName.of(null, URI.create("http://a.example/dir/?f=x.zip")))
                .isNull();
    }

    @Test
    void urlNameIsDecodedWhateverItsOctets() {
        assertThat(FileName.of(null, URI.create("http://a.example/a+b%2Fc%FF"))).isEqualTo("a+b/c\ufffd");
    }

    @Test
    void longNamesAreCutBetweenCharacters() {
        assertThat(FileName.fromDisposition("attachment; filename=" + "a".repeat(1000)))
                .hasSize(FileName.MAX_LENGTH);
        String emoji = "%F0%9F%98%80";
        assertThat(FileName.fromDisposition("attachment; filename*=UTF-8''" + emoji.repeat(200)))
                .hasSize(FileName.MAX_LENGTH - 1)
                .endsWith("😀");
    }

    @Test
    void oversizedAndHostileHeadersAreReadInOnePass() {
        assertThat(FileName.fromDisposition("attachment; filename=" + "a".repeat(100_000)))
                .isNull();
        assertThat(FileName.fromDisposition("a; filename=\"" + "\\a".repeat(4000)))
                .hasSize(FileName.MAX_LENGTH);
        assertThat(FileName.fromDisposition("a" + ";".repeat(8000))).isNull();
    }

    @Property
    void anyHeaderIsBorne(@ForAll @StringLength(max = 200) String header) {
        String name = FileName.fromDisposition("attachment; filename=" + header);
        assertThat(name == null || (!name.isBlank() && name.length() <= FileName.MAX_LENGTH))
                .isTrue();
    }
}
