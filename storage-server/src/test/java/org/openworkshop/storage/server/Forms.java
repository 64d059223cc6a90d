/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes form bodies as clients do. */
public final class Forms {
    public static final String BOUNDARY = "----boundary1234567890";
    public static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Forms() {}

    public static String urlencoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    public static Forms multipart() {
        return new Forms();
    }

    public Forms field(String name, String value) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
        return this;
    }

    public Forms file(String name, String fileName, byte[] content) {
        return file(name, fileName, "", content);
    }

    /** @param headers further ones of the part, each with its line end */
    public Forms file(String name, String fileName, String headers, byte[] content) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\n" + headers + "Content-Type: application/octet-stream\r\n\r\n");
        body.writeBytes(content);
        text("\r\n");
        return this;
    }

    public byte[] end() {
        text("--" + BOUNDARY + "--\r\n");
        return body.toByteArray();
    }

    /** Without the closing boundary, as a client that was cut off. */
    public byte[] cutOff() {
        return body.toByteArray();
    }

    private void text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
