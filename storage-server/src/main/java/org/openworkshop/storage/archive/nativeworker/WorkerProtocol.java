/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

/**
 * The frames between the server and its worker: a byte of type, four bytes of payload length (big endian), the payload.
 *
 * <pre>
 * server                    worker
 *                      &lt;-   READY                    once the library is loaded
 * OPEN formats, path   -&gt;
 *                      &lt;-   OPENED or FAILED
 * READ                 -&gt;
 *                      &lt;-   (ENTRY DATA* END | PROGRESS)* DONE, or FAILED at any point
 * closes the pipe      -&gt;   ends
 * </pre>
 *
 * Numbers are big endian; text is UTF-8 after an int with its length in bytes, -1 for no text.
 */
public final class WorkerProtocol {
    /** All of it text: names of {@link NativeFormat} with commas between, a line feed, the path. */
    public static final int OPEN = 1;
    /** Nothing. */
    public static final int READ = 2;

    /** Nothing. */
    public static final int READY = 16;
    /** Int with the number of entries, long with the sum of their sizes or -1. */
    public static final int OPENED = 17;
    /** Byte with a kind, long with the size or -1, long with epoch milliseconds or {@link #NO_TIME}, text name, text target. */
    public static final int ENTRY = 18;
    /** Bytes of the entry. */
    public static final int DATA = 19;
    /** Nothing; the entry's checksum was right. */
    public static final int END = 20;
    /** Long with the bytes of the source that were read so far. */
    public static final int PROGRESS = 21;
    /** Nothing. */
    public static final int DONE = 22;
    /** Byte that is 1 when the archive is encrypted, text with a message. */
    public static final int FAILED = 23;

    /** Kinds of entries. */
    public static final int KIND_FILE = 0;

    public static final int KIND_DIRECTORY = 1;
    public static final int KIND_SYMBOLIC_LINK = 2;
    public static final int KIND_HARD_LINK = 3;
    public static final int KIND_SPECIAL = 4;

    /** Stands for a missing time. */
    public static final long NO_TIME = Long.MIN_VALUE;
    /** Most bytes in a payload. */
    public static final int MAX_PAYLOAD = 1 << 20;
    /** Most bytes in a name or a link target. */
    public static final int MAX_TEXT = 64 << 10;

    private WorkerProtocol() {}
}
