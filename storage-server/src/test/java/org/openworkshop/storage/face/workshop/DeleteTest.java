/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.server.TestServer.DELETE_TOKEN;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.server.Forms;
import org.openworkshop.storage.server.TestServer;

class DeleteTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void fileGoesWithItsEmptyFolders() throws Exception {
        Path file = stored("archive/mods/5/deep/x.zip");
        Path neighbour = stored("archive/mods/6/y.zip");
        HttpResponse<String> answer = server.form(
                "DELETE", "/delete", Map.of("type", "archive", "path", "mods/5/deep/x.zip", "token", DELETE_TOKEN));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("File deleted");
        assertThat(file.getParent().getParent()).doesNotExist();
        assertThat(neighbour).exists();
    }

    @Test
    void lastFileLeavesTheAreaItself() throws Exception {
        stored("avatar/only.webp");
        byte[] form = Forms.multipart()
                .field("type", "avatar")
                .field("path", "only.webp")
                .field("token", DELETE_TOKEN)
                .end();
        HttpResponse<String> answer = server.send(server.request("/delete", "Content-Type", Forms.MULTIPART)
                .method("DELETE", BodyPublishers.ofByteArray(form)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(server.mainDir().resolve("avatar")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "archive,none.zip,delete-token,404,File not found",
        "archive,folder,delete-token,404,File not found",
        "archive,../x,delete-token,403,Access denied",
        "archive,.,delete-token,403,Access denied",
        "nonsense,x,delete-token,400,Invalid type",
        "archive,x,wrong,403,Access denied",
        "archive,x,upload-token,403,Access denied",
        "archive,x,'',401,Token not found",
        "archive,'',delete-token,400,Missing field: path",
        "'',x,delete-token,400,Missing field: type"
    })
    void wrongDeletionsAreRefused(String type, String path, String token, int status, String phrase) throws Exception {
        stored("archive/folder/keep.zip");
        HttpResponse<String> answer =
                server.form("DELETE", "/delete", Map.of("type", type, "path", path, "token", token));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(phrase);
    }

    private static Path stored(String path) throws Exception {
        Path file = server.mainDir().resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content");
    }
}
