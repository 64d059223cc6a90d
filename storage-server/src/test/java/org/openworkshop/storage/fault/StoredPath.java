/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A path whose file one client writes and deletes again and again, and what may be there: the state after the last
 * acknowledged operation, or after one that was attempted since. Operations are numbered from 1; 0 is the state before
 * all, without a file. Thread-safe.
 */
final class StoredPath {
    private static final int MOST_BYTES = 300_000;
    private static final int SMALLEST_PICTURE = 16;
    private static final int PICTURES_PER_ROW = 200;

    private final String path;
    private final boolean image;
    private final List<Boolean> deletions = new ArrayList<>(List.of(true));
    private int floor;

    /**
     * @param path begins with the area
     * @param image whether the file is a picture that the server converts
     */
    StoredPath(String path, boolean image) {
        this.path = path;
        this.image = image;
    }

    String path() {
        return path;
    }

    boolean isImage() {
        return image;
    }

    /** Notes that an operation begins, and gives its number. */
    synchronized int begin(boolean deletion) {
        deletions.add(deletion);
        return deletions.size() - 1;
    }

    /** An operation was acknowledged. */
    synchronized void acknowledged(int operation) {
        floor = Math.max(floor, operation);
    }

    /** The oldest operation whose effect may be there now. */
    synchronized int floor() {
        return floor;
    }

    /** What a client sends as that version. */
    byte[] content(int version) throws IOException {
        if (image) {
            return SampleMaker.picture(width(version), height(version), version, "png");
        }
        SplittableRandom random = new SplittableRandom(path.hashCode() * 31L + version);
        byte[] head = (path + '\n' + version + '\n').getBytes(StandardCharsets.UTF_8);
        byte[] body = SampleMaker.text(random, random.nextInt(MOST_BYTES));
        byte[] content = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        return content;
    }

    private static int width(int version) {
        return SMALLEST_PICTURE + version % PICTURES_PER_ROW;
    }

    private static int height(int version) {
        return SMALLEST_PICTURE + version / PICTURES_PER_ROW;
    }

    /**
     * Judges what was found.
     *
     * @param floor that of the moment before it was looked for
     * @param content null when there was no file
     * @return what is wrong, null when nothing is
     */
    @Nullable
    String judge(int floor, byte @Nullable [] content) throws IOException {
        if (content == null) {
            return judgeAbsence(floor, attempted() + 1);
        }
        int version = image ? pictureVersion(content) : textVersion(content);
        if (version < 0) {
            return path + " is no whole version, " + content.length + " bytes";
        }
        return judgeVersion(floor, version);
    }

    private synchronized int attempted() {
        return deletions.size() - 1;
    }

    /**
     * Judges that there was no file.
     *
     * @param end the first operation that cannot be the reason
     * @return what is wrong, null when nothing is
     */
    synchronized @Nullable String judgeAbsence(int floor, int end) {
        for (int operation = floor; operation < end; operation++) {
            if (deletions.get(operation)) {
                this.floor = Math.max(this.floor, operation);
                return null;
            }
        }
        return path + " is lost, version " + floor + " was acknowledged";
    }

    private synchronized @Nullable String judgeVersion(int floor, int version) {
        if (version >= deletions.size() || deletions.get(version)) {
            return path + " has version " + version + ", which nobody sent";
        }
        if (version < floor) {
            return path + " has version " + version + ", but " + floor + " was acknowledged or seen";
        }
        this.floor = Math.max(this.floor, version);
        return null;
    }

    private int textVersion(byte[] content) throws IOException {
        String head = new String(content, 0, Math.min(content.length, 200), StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\n", 3);
        if (lines.length < 3 || !lines[0].equals(path) || !lines[1].matches("[0-9]{1,9}")) {
            return -1;
        }
        int version = Integer.parseInt(lines[1]);
        return Arrays.equals(content(version), content) ? version : -1;
    }

    private static int pictureVersion(byte[] content) {
        Webp picture = Webp.decode(content);
        if (picture == null) {
            return -1;
        }
        return (picture.height() - SMALLEST_PICTURE) * PICTURES_PER_ROW + picture.width() - SMALLEST_PICTURE;
    }
}
