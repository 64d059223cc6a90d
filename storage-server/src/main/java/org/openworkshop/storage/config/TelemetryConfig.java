/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code [telemetry]}.
 *
 * @param export how spans are exported; absent when they are not
 */
public record TelemetryConfig(Optional<Export> export) {
    /**
     * How spans are exported.
     *
     * @param excludedUrls regular expressions; requests whose path one of them finds have no span
     */
    public record Export(Destination destination, Service service, Sampling sampling, List<String> excludedUrls) {}

    /**
     * Where spans go.
     *
     * @param url the whole address for HTTP, scheme, host and port for gRPC; holds no credentials
     * @param grpc whether over gRPC, else Protobuf over HTTP
     * @param headers sent with every request
     * @param timeout for one request
     * @param gzip whether bodies are compressed
     * @param certificate PEM file with the authorities to trust; absent for those of the Java machine
     */
    public record Destination(
            URI url,
            boolean grpc,
            Map<String, Secret> headers,
            Duration timeout,
            boolean gzip,
            Optional<Path> certificate) {}

    /**
     * Who says it.
     *
     * @param name empty for what the attributes say, else a name of our own
     * @param version empty for what the attributes say, else the version of this build
     * @param environment the deployment's name, or empty
     * @param attributes more of the resource
     */
    public record Service(String name, String version, String environment, Map<String, String> attributes) {}

    /**
     * Which traces are kept.
     *
     * @param sampler OpenTelemetry's name for it
     * @param ratio the part kept, for samplers that go by one
     */
    public record Sampling(String sampler, double ratio) {}
}
