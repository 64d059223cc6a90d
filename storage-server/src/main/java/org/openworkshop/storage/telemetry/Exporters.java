/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.openworkshop.storage.config.FileFault;
import org.openworkshop.storage.config.TelemetryConfig;

/** Makes the exporter that the settings ask for. */
final class Exporters {
    private Exporters() {}

    /**
     * An exporter, which connects with the first batch.
     *
     * @throws IOException when the certificates cannot be used
     */
    static SpanExporter of(TelemetryConfig.Destination destination) throws IOException {
        byte[] certificates = certificates(destination);
        Map<String, String> headers = destination.headers().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, header -> header.getValue().reveal()));
        String compression = destination.gzip() ? "gzip" : "none";
        try {
            if (destination.grpc()) {
                OtlpGrpcSpanExporterBuilder grpc = OtlpGrpcSpanExporter.builder()
                        .setEndpoint(destination.url().toString())
                        .setHeaders(() -> headers)
                        .setTimeout(destination.timeout())
                        .setConnectTimeout(destination.timeout())
                        .setCompression(compression);
                return certificates.length == 0
                        ? grpc.build()
                        : grpc.setTrustedCertificates(certificates).build();
            }
            OtlpHttpSpanExporterBuilder http = OtlpHttpSpanExporter.builder()
                    .setEndpoint(destination.url().toString())
                    .setHeaders(() -> headers)
                    .setTimeout(destination.timeout())
                    .setConnectTimeout(destination.timeout())
                    .setCompression(compression);
            return certificates.length == 0
                    ? http.build()
                    : http.setTrustedCertificates(certificates).build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            String hint = certificates.length == 0 ? "" : "; telemetry.certificate must be a PEM file of certificates";
            throw new IOException("telemetry cannot be exported: " + e.getMessage() + hint, e);
        }
    }

    private static byte[] certificates(TelemetryConfig.Destination destination) throws IOException {
        if (destination.certificate().isEmpty()) {
            return new byte[0];
        }
        Path file = destination.certificate().get();
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(
                    "the file of telemetry.certificate, " + file + ", " + FileFault.ofReading(file, e), e);
        }
    }
}
