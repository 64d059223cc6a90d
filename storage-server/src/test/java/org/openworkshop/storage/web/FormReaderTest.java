/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FormReaderTest {
    private static final String MULTIPART = "multipart/form-data; boundary=\"xyz\"";
    private static final String BODY = "preamble\r\n--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\nfile\r\n--xy\r\ncontent\r\n"
            + "--xyz\r\ncontent-disposition: form-data; name=\"path\"\r\n\r\nпуть/x\r\n--xyz--\r\nepilogue";

    @Property
    void partsAreTheSameHoweverTheBytesArrive(@ForAll @IntRange(min = 1, max = 50) int step) throws IOException {
        RecordingForm form = read(MULTIPART, new SlowInput(bytes(BODY), step));
        assertThat(form.fields).containsExactly(Map.entry("a", "1"), Map.entry("path", "путь/x"));
        assertThat(form.file).hasToString("file\r\n--xy\r\ncontent");
    }

    @Property
    void cutOffFormIsMalformed(@ForAll @IntRange(min = 0, max = 280) int length) {
        byte[] whole = bytes(BODY);
        int end = BODY.indexOf("--xyz--") + 1;
        byte[] cut = java.util.Arrays.copyOf(whole, Math.min(length, end));
        assertThatThrownBy(() -> read(MULTIPART, new ByteArrayInputStream(cut)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_FORM));
    }

    @Test
    void urlencodedFieldsAreDecoded() throws IOException {
        RecordingForm form = read(
                "application/x-www-form-urlencoded; charset=UTF-8",
                new ByteArrayInputStream(bytes("a=1+2&b=%D0%B9&empty&c=%3D%26")));
        assertThat(form.fields)
                .containsExactly(
                        Map.entry("a", "1 2"), Map.entry("b", "й"), Map.entry("empty", ""), Map.entry("c", "=&"));
    }

    @Test
    void badEscapesAreMalformed() {
        assertRefused("application/x-www-form-urlencoded", "a=%zz", ErrorCode.MALFORMED_FORM);
    }

    @Test
    void otherBodiesAreNoForms() {
        assertRefused("application/json", "{}", ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertRefused(null, "x", ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertRefused("multipart/form-data", "x", ErrorCode.MALFORMED_FORM);
    }

    @Test
    void noBodyIsAnEmptyForm() throws IOException {
        assertThat(read(null, InputStream.nullInputStream()).fields).isEmpty();
    }

    @Test
    void hugeFieldsAndTooManyPartsAreRefused() {
        String part = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
        assertRefused(MULTIPART, part + "x".repeat(70_000) + "\r\n--xyz--\r\n", ErrorCode.MALFORMED_FORM);
        assertRefused(MULTIPART, (part + "x\r\n").repeat(200) + "--xyz--\r\n", ErrorCode.MALFORMED_FORM);
        assertRefused("application/x-www-form-urlencoded", "a&".repeat(200), ErrorCode.MALFORMED_FORM);
    }

    @Test
    void failureOfTheDiskIsNoFaultOfTheForm() {
        FormListener failing = new FormListener() {
            @Override
            public void field(String name, String value) throws IOException {
                throw new IOException("disk full");
            }
        };
        assertThatThrownBy(() -> FormReader.read(new ByteArrayInputStream(bytes(BODY)), MULTIPART, failing))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
    }

    private static void assertRefused(String contentType, String body, ErrorCode code) {
        assertThatThrownBy(() -> read(contentType, new ByteArrayInputStream(bytes(body))))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static RecordingForm read(String contentType, InputStream body) throws IOException {
        RecordingForm form = new RecordingForm();
        FormReader.read(body, contentType, form);
        return form;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class RecordingForm implements FormListener {
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();

        @Override
        public void field(String name, String value) {
            fields.put(name, value);
        }

        @Override
        public void fileData(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                file.write(bytes.get());
            }
        }
    }

    /** Gives a few bytes at a time, as a network does. */
    private static final class SlowInput extends ByteArrayInputStream {
        private final int step;

        SlowInput(byte[] bytes, int step) {
            super(bytes);
            this.step = step;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(step, length));
        }
    }
}
