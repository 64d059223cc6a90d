/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mod.7z|mod.7z",
                "my mod (final).zip|my_mod_final.zip",
                "/etc/passwd|passwd",
                "..\\..\\evil.zip|evil.zip",
                "../../evil.zip|evil.zip",
                "__.hidden_.|hidden",
                "имя.zip|zip",
                "имя|upload.zip",
                "''|upload.zip",
                "....|upload.zip",
                "a\tb.rar|a_b.rar",
                "meta.json|source-meta.json",
                "META.JSON|source-META.JSON",
                "packed.zip|source-packed.zip",
                "packed.webp|source-packed.webp",
                "Packed.anything|source-Packed.anything",
                "_meta.json_|source-meta.json"
            })
    void foreignNamesBecomeSafe(String foreign, String expected) {
        assertThat(SourceName.of(foreign, "upload.zip")).isEqualTo(expected);
    }

    @Property
    void everyNameIsSafe(@ForAll String foreign) {
        String name = SourceName.of(foreign, "file.bin");
        assertThat(name).matches("[A-Za-z0-9_.-]{1,128}").doesNotStartWith(".").isNotEqualToIgnoringCase("meta.json");
        assertThat(name.toLowerCase(java.util.Locale.ROOT)).doesNotStartWith("packed.");
    }

    @Property
    void longNamesKeepTheirExtension(@ForAll char filler) {
        // What comes before one of these is no part of the name.
        Assume.that(filler != '/' && filler != '\\');
        String name = SourceName.of("x".repeat(500) + filler + ".7z", "file.bin");
        assertThat(name).hasSizeLessThanOrEqualTo(128).endsWith(".7z");
    }
}
