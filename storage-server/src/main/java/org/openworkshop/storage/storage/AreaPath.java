/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A place inside an area, checked once when it comes from outside. Always at least one segment; no segment is empty,
 * {@code .} or {@code ..}, or holds a separator or a control character. Immutable.
 *
 * <p>Whether the place exists, and whether a symbolic link leads out of the area, only {@link MainDirectory} can tell.
 */
public final class AreaPath {
    private static final int MAX_BYTES = 4096;
    private static final int MAX_SEGMENT_BYTES = 255;

    private final Area area;
    private final List<String> segments;

    private AreaPath(Area area, List<String> segments) {
        this.area = area;
        this.segments = segments;
    }

    /**
     * Checks a decoded, {@code /}-separated path relative to an area.
     *
     * @throws RefusedPathException when the path is absolute, names the area itself, has an empty, {@code .} or
     *     {@code ..} segment, a backslash or a control character, also when only one more percent-decoding would show
     *     it, or is longer than a file system takes (4,096 bytes, 255 per segment)
     */
    public static AreaPath parse(Area area, String path) throws RefusedPathException {
        List<String> segments = check(path);
        if (path.indexOf('%') >= 0) {
            checkDecodedAgain(path);
        }
        return new AreaPath(area, segments);
    }

    private static List<String> check(String path) throws RefusedPathException {
        if (path.isEmpty()) {
            throw new RefusedPathException("the path is empty");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new RefusedPathException("the path is longer than " + MAX_BYTES + " bytes");
        }
        checkCharacters(path);
        List<String> segments = List.of(path.split("/", -1));
        for (String segment : segments) {
            checkSegment(segment);
        }
        return segments;
    }

    private static void checkCharacters(String path) throws RefusedPathException {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\') {
                throw new RefusedPathException("the path has a backslash");
            }
            if (Character.isISOControl(c)) {
                throw new RefusedPathException("the path has a control character");
            }
            boolean pairedHigh = Character.isHighSurrogate(c)
                    && i + 1 < path.length()
                    && Character.isLowSurrogate(path.charAt(i + 1));
            if (pairedHigh) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new RefusedPathException("the path is not valid Unicode");
            }
        }
    }

    private static void checkSegment(String segment) throws RefusedPathException {
        if (segment.isEmpty()) {
            throw new RefusedPathException("the path is absolute or has an empty segment");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw new RefusedPathException("the path has a dot segment");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
            throw new RefusedPathException("a segment is longer than " + MAX_SEGMENT_BYTES + " bytes");
        }
    }

    /** A proxy in front that decodes once more must not turn a stored name into a way out. */
    private static void checkDecodedAgain(String path) throws RefusedPathException {
        StringBuilder decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            int value = path.charAt(i) == '%' ? hex(path, i + 1) : -1;
            if (value >= 0) {
                decoded.append((char) value);
                i += 2;
            } else {
                decoded.append(path.charAt(i));
            }
        }
        for (String segment : decoded.toString().split("[/\\\\]", -1)) {
            if (segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0) {
                throw new RefusedPathException("the path has an encoded dot segment or NUL");
            }
        }
    }

    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** The area the path is relative to. */
    public Area area() {
        return area;
    }

    /** The path's parts, at least one. */
    public List<String> segments() {
        return segments;
    }

    /** The last segment. */
    public String fileName() {
        return segments.get(segments.size() - 1);
    }

    /** The path relative to its area, {@code /}-separated. */
    public String relative() {
        return String.join("/", segments);
    }

    /** {@code area/path}, the form that answers and records carry. */
    @Override
    public String toString() {
        return area.key() + "/" + relative();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AreaPath path && path.area == area && path.segments.equals(segments);
    }

    @Override
    public int hashCode() {
        return 31 * area.hashCode() + segments.hashCode();
    }
}
