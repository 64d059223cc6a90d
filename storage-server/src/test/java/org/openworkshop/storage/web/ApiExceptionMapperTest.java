/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.jetty.JettyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.storage.FreeSpace;

class ApiExceptionMapperTest {
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = new Server(0);
        ResourceConfig resources = new ResourceConfig(ApiExceptionMapper.class, FailingResource.class);
        resources.register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(new DiskFull(FreeSpace::isExhausted)).to(DiskFull.class);
            }
        });
        server.setHandler(ContainerFactory.createContainer(JettyHttpContainer.class, resources));
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "a-full-device,         507, Insufficient storage,      60",
        "a-full-quota,          507, Insufficient storage,      60",
        "a-full-disk-below,     507, Insufficient storage,      60",
        "a-refusal-of-no-fault, 400, Image expected,            ",
        "busy,                  429, Storage busy,              5",
        "stopping,              503, Server is stopping,        5",
        "another-failure,       500, Internal server error,     "
    })
    void failuresHaveTheirStatusAndWhenToTryAgain(String failure, int status, String phrase, String retryAfter)
            throws Exception {
        HttpResponse<String> answer = get(failure);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(phrase);
        assertThat(answer.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
    }

    @Test
    void whatTheSystemSaidIsNotToldToClients() throws Exception {
        assertThat(get("a-full-quota").body()).doesNotContain("/srv");
    }

    private static HttpResponse<String> get(String failure) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + failure))
                                .build(),
                        BodyHandlers.ofString());
    }

    /** Fails as asked. */
    @Path("/{failure}")
    public static final class FailingResource {
        @GET
        public String fail(@PathParam("failure") String failure) throws IOException {
            switch (failure) {
                case "a-full-device" -> Files.write(java.nio.file.Path.of("/dev/full"), new byte[1]);
                case "a-full-quota" -> throw new IOException("/srv/storage/x: Disk quota exceeded");
                case "a-full-disk-below" ->
                    throw new ApiException(
                            ErrorCode.UPLOAD_FAILED,
                            new IllegalStateException(new IOException("No space left on device")));
                case "a-refusal-of-no-fault" ->
                    throw new ApiException(ErrorCode.IMAGE_EXPECTED, new IOException("No space left on device"));
                case "busy" -> throw new ApiException(ErrorCode.STORAGE_BUSY);
                case "stopping" -> throw new ApiException(ErrorCode.SERVER_STOPPING);
                default -> throw new IOException("Input/output error");
            }
            return "not reached";
        }
    }
}
