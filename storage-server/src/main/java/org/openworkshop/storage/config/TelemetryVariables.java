/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How OpenTelemetry's variables are understood where they are written otherwise than the keys of {@code [telemetry]}. */
final class TelemetryVariables {
    /** {@code OTEL_SDK_DISABLED=true} and {@code OTEL_TRACES_EXPORTER=none} turn it off; neither turns it on. */
    static final List<StandardVariable<Boolean>> ENABLED = List.of(
            new StandardVariable<>(
                    "OTEL_SDK_DISABLED", (text, surroundings) -> text.equalsIgnoreCase("true") ? Boolean.FALSE : null),
            new StandardVariable<>("OTEL_TRACES_EXPORTER", (text, surroundings) -> exporter(text)));

    static final List<StandardVariable<String>> PROTOCOL = List.of(
            new StandardVariable<>("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", (text, surroundings) -> protocol(text)),
            new StandardVariable<>("OTEL_EXPORTER_OTLP_PROTOCOL", (text, surroundings) -> protocol(text)));

    /** Attributes of a resource, kept as the text they were given as. */
    static final TextType<String> ATTRIBUTES = new TextType<>() {
        @Override
        String read(String text, Surroundings surroundings) throws BadValueException {
            PairsText.attributes(text);
            return text;
        }

        @Override
        public String accepts() {
            return "attributes as name=value,name=value with the values percent-encoded, or the empty text";
        }
    };

    private TelemetryVariables() {}

    /** The text of a checked value of {@link #ATTRIBUTES}, taken apart. */
    static Map<String, String> attributes(String text) {
        try {
            return PairsText.attributes(text);
        } catch (BadValueException e) {
            throw new IllegalStateException("was checked when it was read", e);
        }
    }

    static List<StandardVariable<Duration>> timeout(DurationType type) {
        StandardVariable.Reading<Duration> millis = (text, surroundings) -> {
            if (!text.matches("[0-9]{1,9}")) {
                throw new BadValueException(
                        "is " + TomlText.shown(text) + ", which is no number of milliseconds",
                        "use milliseconds here, as OpenTelemetry does: 10000 for ten seconds");
            }
            return type.fromText(text + "ms", surroundings);
        };
        return List.of(
                new StandardVariable<>("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", millis),
                new StandardVariable<>("OTEL_EXPORTER_OTLP_TIMEOUT", millis));
    }

    private static @Nullable Boolean exporter(String text) throws BadValueException {
        return switch (text) {
            case "otlp" -> null;
            case "none" -> Boolean.FALSE;
            default -> throw new BadValueException("is " + TomlText.shown(text), "use otlp or none");
        };
    }

    private static String protocol(String text) throws BadValueException {
        return switch (text) {
            case "http/protobuf" -> "http";
            case "grpc" -> "grpc";
            default -> throw new BadValueException("is " + TomlText.shown(text), "use http/protobuf or grpc");
        };
    }
}
