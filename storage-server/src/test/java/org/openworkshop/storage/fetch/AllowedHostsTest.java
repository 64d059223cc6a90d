/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedHostsTest {
    @ParameterizedTest
    @CsvSource({
        "files.lan, files.lan, 80, true",
        "files.lan, FILES.LAN, 8443, true",
        "Files.LAN, files.lan, 80, true",
        "files.lan, files.lan., 80, true",
        "files.lan., files.lan, 80, true",
        "files.lan, other.lan, 80, false",
        "files.lan, a.files.lan, 80, false",
        "files.lan, xfiles.lan, 80, false",
        "files.lan:8080, files.lan, 8080, true",
        "files.lan:8080, files.lan, 80, false",
        "files.lan:80, files.lan, 8080, false",
        "10.0.0.5, 10.0.0.5, 80, true",
        "10.0.0.5:81, 10.0.0.5, 81, true",
        "10.0.0.5:81, 10.0.0.5, 80, false",
        "127.0.0.1, 2130706433, 80, false",
        "127.0.0.1, 127.1, 80, false",
        "127.0.0.1, localhost, 80, false",
        "localhost, 127.0.0.1, 80, false",
        "::1, ::1, 80, true",
        "::1, 0:0:0:0:0:0:0:1, 80, true",
        "[::1], ::1, 80, true",
        "[::1], [::1], 80, true",
        "[::1]:8080, ::1, 8080, true",
        "[::1]:8080, ::1, 80, false",
        "FD00::A, fd00:0::a, 80, true",
        "bücher.example, xn--bcher-kva.example, 80, true",
        "xn--bcher-kva.example, bücher.example, 80, true",
        "' files.lan ', files.lan, 80, true",
        "my_files.lan, my_files.lan, 80, true",
    })
    void exemptIsWhatTheOperatorWrote(String entry, String host, int port, boolean exempt) {
        assertThat(new AllowedHosts(List.of(entry)).contains(host, port)).isEqualTo(exempt);
    }

    @Test
    void unreadableEntriesExemptNothing() {
        AllowedHosts hosts = new AllowedHosts(List.of("", "*", ":80", "http://x/", "a b", "[::1", "host:"));
        for (String host : List.of("", "*", "x", "a", "::1", "host", "a b")) {
            assertThat(hosts.contains(host, 80)).as(host).isFalse();
        }
    }
}
