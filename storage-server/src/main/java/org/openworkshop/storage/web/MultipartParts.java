/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parser's events into fields and one file. The file is the part named {@code file}; other parts with a file name
 * are skipped. Exceptions are kept for {@link #rethrow}, because the parser would swallow them.
 */
final class MultipartParts implements MultiPart.Parser.Listener {
    private static final String FILE_FIELD = "file";

    private final FormListener listener;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private final HttpFields.Mutable headers = HttpFields.build();
    private @Nullable String name;
    private boolean skipped;
    private boolean fileSeen;
    private boolean complete;
    private @Nullable Exception failure;

    MultipartParts(FormListener listener) {
        this.listener = listener;
    }

    boolean complete() {
        return complete;
    }

    void rethrow() throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException unexpected) {
            throw unexpected;
        }
    }

    @Override
    public void onPartBegin() {
        name = null;
        skipped = false;
        headers.clear();
        value.reset();
    }

    @Override
    public void onPartHeader(String header, String text) {
        headers.add(header, text);
        if (!header.equalsIgnoreCase("Content-Disposition")) {
            return;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        HttpField.getValueParameters(text, parameters);
        name = parameters.get("name");
        boolean hasFileName = parameters.containsKey("filename") || parameters.containsKey("filename*");
        skipped = name == null || (hasFileName && !FILE_FIELD.equals(name));
    }

    @Override
    public void onPartHeaders() {
        guard(() -> {
            if (name == null) {
                throw new ApiException(ErrorCode.MALFORMED_FORM);
            }
            if (isFile()) {
                if (fileSeen) {
                    throw new ApiException(ErrorCode.MALFORMED_FORM);
                }
                fileSeen = true;
                listener.fileBegins(headers);
            }
        });
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        guard(() -> {
            ByteBuffer bytes = chunk.getByteBuffer();
            if (isFile()) {
                listener.fileData(bytes.slice());
            } else if (!skipped) {
                if (value.size() + bytes.remaining() > FormReader.MAX_FIELD_BYTES) {
                    throw new ApiException(ErrorCode.MALFORMED_FORM);
                }
                BufferUtil.writeTo(bytes.slice(), value);
            }
        });
    }

    @Override
    public void onPartEnd() {
        guard(() -> {
            String field = name;
            if (field != null && !isFile() && !skipped) {
                listener.field(field, value.toString(StandardCharsets.UTF_8));
            }
        });
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    @Override
    public void onFailure(Throwable cause) {
        if (failure == null) {
            failure = new ApiException(ErrorCode.MALFORMED_FORM, cause);
        }
    }

    private boolean isFile() {
        return FILE_FIELD.equals(name);
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guard(Step step) {
        if (failure != null) {
            return;
        }
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }
}
