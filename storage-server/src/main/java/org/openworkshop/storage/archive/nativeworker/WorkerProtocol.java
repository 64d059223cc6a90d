/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

/**
 * The frames between the server and its worker: a byte of type, four bytes of payload length (big endian), the payload.
 *
 * <pre>
 * server                    worker
 *                      &lt;-   READY                    once the library is loaded
 * then, archive after archive:
 * OPEN formats, size   -&gt;
 *                      &lt;-   OPENED or FAILED
 * READ                 -&gt;
 *                      &lt;-   (ENTRY DATA* END)* DONE, or FAILED at any point
 * closes the pipe      -&gt;   ends
 *
 * from OPEN to DONE, whenever the engine reads:
 *                      &lt;-   NEED offset, length
 * BLOCK                -&gt;
 * </pre>
 *
 * The worker is never told where the archive lies and needs no right to open it. It asks for one block at a time and takes it
 * on a thread that does nothing else, so that a server that sends one never waits for a worker that waits for the server.
 * FAILED is a worker's last word.
 *
 * Numbers are big endian; text is UTF-8 after an int with its length in bytes, -1 for no text.
 */
public final class WorkerProtocol {
    /** All of it text: names of {@link NativeFormat} with commas between, a line feed, the archive's bytes in decimal. */
    public static final int OPEN = 1;
    /** Nothing. */
    public static final int READ = 2;
    /** Bytes of the archive that were asked for; fewer than asked for when the file has become shorter. */
    public static final int BLOCK = 3;

    /** Nothing. */
    public static final int READY = 16;
    /** Int with the number of entries, long with the sum of their sizes or -1. */
    public static final int OPENED = 17;
    /**
     * Byte with a kind, long with the size or -1, long with epoch milliseconds or {@link #NO_TIME}, int with the mode, text name,
     * text target.
     */
    public static final int ENTRY = 18;
    /** Bytes of the entry. */
    public static final int DATA = 19;
    /** Nothing; the entry's checksum was right. */
    public static final int END = 20;
    /** Long with a position in the archive, int with a number of bytes, {@link #MAX_BLOCK} at most. */
    public static final int NEED = 21;
    /** Nothing; all entries came, the archive is closed, and the worker is ready for the next. */
    public static final int DONE = 22;
    /** Byte that is 1 when the archive is encrypted, text with a message, text with the start of an entry's name. */
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
    /** Most bytes of the archive that are asked for at once. */
    public static final int MAX_BLOCK = 256 << 10;
    /** Most bytes in a name or a link target. */
    public static final int MAX_TEXT = 64 << 10;

    private WorkerProtocol() {}
}
