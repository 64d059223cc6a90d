/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.jetty.http.HttpURI;
import org.junit.jupiter.api.Test;

class DownloadConnectionsTest {
    @Property(tries = 5000)
    void everyTargetCanBeReadAndARewrittenOneIsRefused(@ForAll("targets") String target) {
        String readable = DownloadConnections.readable("GET", target);
        String path = HttpURI.build("GET", readable).getPath();
        assertThat(DownloadTarget.isDownload(path)).isTrue();
        if (!readable.equals(target)) {
            assertThatThrownBy(() -> DownloadTarget.parse(path)).isInstanceOf(DownloadTarget.UnusableException.class);
        }
    }

    /** Nothing may be accepted whose decoded path could mean another place than its segments say. */
    @Property(tries = 5000)
    void acceptedPathsHaveNoOddSegments(@ForAll("targets") String target) {
        String path = target.split("[?#]", 2)[0];
        try {
            DownloadTarget accepted = DownloadTarget.parse(path);
            assertThat(accepted.path().segments())
                    .isNotEmpty()
                    .allSatisfy(segment ->
                            assertThat(segment).isNotIn("", ".", "..").doesNotContain("/", "\\", "\0", "\n"));
            assertThat(accepted.area()).isEqualTo(accepted.path().area());
        } catch (DownloadTarget.UnusableException e) {
            assertThat(e.code().status()).isIn(400, 423);
        }
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.of(
                        "archive",
                        "resource",
                        "mods",
                        "5",
                        "x.zip",
                        "/",
                        "//",
                        ".",
                        "..",
                        "%2e",
                        "%2E%2e",
                        "%2f",
                        "%5c",
                        "\\",
                        "%00",
                        "%",
                        "%z",
                        "%zz",
                        "%25",
                        "%252e",
                        "%c3%bc",
                        "%ff",
                        "%u002e",
                        ";",
                        ";a=b",
                        "?",
                        "#",
                        "+",
                        " ",
                        "\u00fc",
                        "*",
                        ":")
                .list()
                .ofMaxSize(8)
                .map(parts -> "/download/archive/" + String.join("", parts));
    }

    @Test
    void otherTargetsStayAsTheyAre() {
        assertThat(DownloadConnections.readable("GET", "/../x")).isEqualTo("/../x");
        assertThat(DownloadConnections.readable("OPTIONS", "*")).isEqualTo("*");
    }
}
