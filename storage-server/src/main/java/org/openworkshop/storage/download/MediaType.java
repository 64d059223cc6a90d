/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a stored file may be shown, told by its name's extension. Only types that a browser displays without running anything
 * have a type of their own; every other file is neutral bytes, and what could run as a page is to be saved besides.
 *
 * @param contentType the value of {@code Content-Type}
 * @param attachment whether a browser must save the file instead of opening it
 */
record MediaType(String contentType, boolean attachment) {
    private static final String NEUTRAL = "application/octet-stream";
    private static final int MAX_EXTENSION = 16;

    private static final Set<String> ACTIVE = Set.of(
            "asp",
            "aspx",
            "atom",
            "cgi",
            "cjs",
            "css",
            "htc",
            "htm",
            "html",
            "hta",
            "jar",
            "js",
            "jsp",
            "jsx",
            "mathml",
            "mht",
            "mhtml",
            "mjs",
            "mml",
            "php",
            "phtml",
            "rdf",
            "rss",
            "shtm",
            "shtml",
            "svg",
            "svgz",
            "swf",
            "ts",
            "tsx",
            "vbs",
            "wasm",
            "webmanifest",
            "xbl",
            "xht",
            "xhtm",
            "xhtml",
            "xml",
            "xsd",
            "xsl",
            "xslt",
            "xul");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("zip", "application/zip"),
            Map.entry("7z", "application/x-7z-compressed"),
            Map.entry("rar", "application/vnd.rar"),
            Map.entry("tar", "application/x-tar"),
            Map.entry("gz", "application/gzip"),
            Map.entry("tgz", "application/gzip"),
            Map.entry("bz2", "application/x-bzip2"),
            Map.entry("xz", "application/x-xz"),
            Map.entry("zst", "application/zstd"),
            Map.entry("webp", "image/webp"),
            Map.entry("png", "image/png"),
            Map.entry("apng", "image/apng"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("avif", "image/avif"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("ico", "image/vnd.microsoft.icon"),
            Map.entry("tif", "image/tiff"),
            Map.entry("tiff", "image/tiff"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("m4v", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("ogv", "video/ogg"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("oga", "audio/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("flac", "audio/flac"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("log", "text/plain; charset=utf-8"),
            Map.entry("csv", "text/csv; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("pdf", "application/pdf"));

    /** The type of a file of that name. */
    static MediaType of(String fileName) {
        String extension = rawExtension(fileName).toLowerCase(Locale.ROOT);
        String type = TYPES.get(extension);
        return new MediaType(type == null ? NEUTRAL : type, ACTIVE.contains(extension));
    }

    /** The name's extension with its dot, fit to stand between quotes in a header; empty for none. */
    static String extensionOf(String fileName) {
        String safe = rawExtension(fileName).replaceAll("[^A-Za-z0-9_-]", "");
        return safe.isEmpty() ? "" : "." + safe.substring(0, Math.min(safe.length(), MAX_EXTENSION));
    }

    /** The name's extension with its dot, of any characters; empty for none. */
    static String fullExtensionOf(String fileName) {
        String raw = rawExtension(fileName);
        int end = raw.codePointCount(0, raw.length()) > MAX_EXTENSION
                ? raw.offsetByCodePoints(0, MAX_EXTENSION)
                : raw.length();
        return raw.isEmpty() ? "" : "." + raw.substring(0, end);
    }

    private static String rawExtension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot <= 0 ? "" : fileName.substring(dot + 1);
    }
}
