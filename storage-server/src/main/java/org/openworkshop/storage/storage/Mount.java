/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mounted file system that a path is on, as the kernel lists it in {@code /proc/self/mountinfo} (proc(5)).
 *
 * @param device what is mounted: {@code /dev/vda1}, {@code overlay}, {@code server:/export}
 * @param point where
 */
public record Mount(String device, String point) {
    private static final Path LIST = Path.of("/proc/self/mountinfo");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");
    private static final int POINT_FIELD = 4;

    /** That of an absolute path without links; what cannot be known is told by the file system's own name and the path. */
    static Mount of(Path path) {
        try {
            // Its bytes are names of files, which need not be UTF-8.
            Optional<Mount> listed = find(path, Files.readAllLines(LIST, StandardCharsets.ISO_8859_1));
            return listed.isPresent()
                    ? listed.get()
                    : new Mount(Files.getFileStore(path).name(), path.toString());
        } catch (IOException e) {
            return new Mount("unknown", path.toString());
        }
    }

    /** The last one of the deepest place on the path's way: later mounts hide earlier ones. */
    static Optional<Mount> find(Path path, List<String> lines) {
        @Nullable Mount deepest = null;
        for (String line : lines) {
            int separator = line.indexOf(" - ");
            String[] fields = line.split(" ", POINT_FIELD + 2);
            String[] source = separator < 0
                    ? new String[0]
                    : line.substring(separator + 3).split(" ", 3);
            if (fields.length <= POINT_FIELD || source.length < 2) {
                continue;
            }
            Mount mount = new Mount(unescaped(source[1]), unescaped(fields[POINT_FIELD]));
            if (isOnTheWay(mount.point(), path.toString())
                    && (deepest == null
                            || mount.point().length() >= deepest.point().length())) {
                deepest = mount;
            }
        }
        return Optional.ofNullable(deepest);
    }

    /** Compared as texts: where the platform's character set lacks a letter, it is no path. */
    private static boolean isOnTheWay(String point, String path) {
        return point.equals("/") || path.equals(point) || path.startsWith(point + "/");
    }

    /** Spaces, tabs, line ends and backslashes stand as their octal codes. */
    private static String unescaped(String field) {
        String plain = ESCAPE.matcher(field)
                .replaceAll(match -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 8))));
        return new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
