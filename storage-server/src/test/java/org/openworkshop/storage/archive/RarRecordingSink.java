/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers headers and data, and fails when the calls come in an order that the contract does not allow. */
class RarRecordingSink implements EntrySink {
    private final List<EntryHeader> headers = new ArrayList<>();
    private final Map<String, byte[]> contents = new LinkedHashMap<>();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private boolean inside;

    @Override
    public void begin(EntryHeader header) throws ArchiveException {
        if (inside) {
            throw new IllegalStateException("begin inside an entry");
        }
        headers.add(header);
        current.reset();
        inside = true;
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws ArchiveException {
        EntryHeader header = headers.get(headers.size() - 1);
        if (!inside || header.kind() != EntryHeader.Kind.FILE) {
            throw new IllegalStateException("data outside a file");
        }
        current.write(bytes, offset, length);
    }

    @Override
    public void end() {
        contents.put(headers.get(headers.size() - 1).name(), current.toByteArray());
        inside = false;
    }

    List<EntryHeader> headers() {
        return headers;
    }

    List<String> names() {
        return headers.stream().map(EntryHeader::name).toList();
    }

    EntryHeader header(String name) {
        return headers.stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
    }

    byte[] content(String name) {
        return requireNonNull(contents.get(name), name);
    }

    String text(String name) {
        return new String(content(name), StandardCharsets.UTF_8);
    }

    /** The first 16 hexadecimal digits of the content's SHA-256. */
    String digest(String name) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(content(name));
            return HexFormat.of().formatHex(sum).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
