/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.TestServer;

class SwaggerUiTest {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    @TempDir
    static Path mainDir;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(mainDir, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void thePageIsShownWithNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = server.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        List<String> references = REFERENCE
                .matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(references).hasSizeGreaterThan(4).noneMatch(reference -> reference.contains("//"));
        for (String reference : references) {
            assertThat(server.get("/" + reference).statusCode()).as(reference).isEqualTo(200);
        }
        assertThat(page.body()).doesNotContain("<script>", "onload=", "style=");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            swagger-ui-bundle.js | text/javascript;charset=utf-8
            swagger-ui.css       | text/css;charset=utf-8
            page.css             | text/css;charset=utf-8
            initializer.js       | text/javascript;charset=utf-8
            favicon-16x16.png    | image/png
            favicon-32x32.png    | image/png
            """)
    void filesHaveTheirTypesAndAreRevalidated(String name, String type) throws Exception {
        HttpResponse<byte[]> file = server.download("/swagger-ui/" + name);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(file.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(file.body()).isNotEmpty();
        String tag = file.headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> again = server.download("/swagger-ui/" + name, "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void theStartScriptPointsAtTheDocument() throws Exception {
        byte[] script = server.download("/swagger-ui/initializer.js").body();
        assertThat(new String(script, StandardCharsets.UTF_8)).contains("url: \"openapi.json\"", "validatorUrl: null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.html",
                "swagger-initializer.js",
                "oauth2-redirect.html",
                "..%2findex.html",
                "..%2f..%2fHealth.class",
                "%2e%2e%2fswagger-ui%2finitializer.js",
                "initializer.js%00",
                "Initializer.js",
                "a/initializer.js",
                ""
            })
    void otherNamesOpenNothing(String name) throws Exception {
        assertThat(server.get("/swagger-ui/" + name).statusCode()).isIn(400, 404);
    }
}
