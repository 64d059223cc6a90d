/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.FreeSpace;

/**
 * A job that failed, with the reason its owner is told. The message says what exactly was wrong; the uploader and Manager read
 * it as {@code detail}, so it is written for them: no paths of this machine and nothing secret. It is made one line of at most
 * {@value #MOST_DETAIL_CHARS} characters.
 */
public final class TransferException extends Exception {
    /** Longest message, in UTF-16 units. */
    public static final int MOST_DETAIL_CHARS = 500;

    private static final long serialVersionUID = 1L;
    private static final char CUT_OFF = '\u2026';

    private final FailureReason reason;
    private final int status;

    public TransferException(FailureReason reason, String detail) {
        this(reason, 0, detail, null);
    }

    public TransferException(FailureReason reason, String detail, Throwable cause) {
        this(reason, 0, detail, cause);
    }

    private TransferException(FailureReason reason, int status, String detail, @Nullable Throwable cause) {
        super(line(detail), cause);
        this.reason = reason;
        this.status = status;
    }

    /** An origin's refusal. */
    static TransferException ofStatus(int status, Throwable cause) {
        return new TransferException(FailureReason.STATUS, status, "the origin answered " + status, cause);
    }

    /** A failure of ours; of the disk when that has no room left. */
    static TransferException ofFault(FailureReason fault, String detail, Throwable cause) {
        return FreeSpace.isExhausted(cause)
                ? new TransferException(FailureReason.NO_SPACE, "the disk has no room for the job", cause)
                : new TransferException(fault, detail, cause);
    }

    /** Names of entries come from strangers: what could break a line, or is no Unicode at all, is not repeated. */
    private static String line(String detail) {
        StringBuilder line = new StringBuilder();
        detail.codePoints().forEach(c -> line.appendCodePoint(isPrintable(c) ? c : '?'));
        if (line.length() > MOST_DETAIL_CHARS) {
            int end = MOST_DETAIL_CHARS - 1;
            line.setLength(Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
            line.append(CUT_OFF);
        }
        return line.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** What exactly was wrong: the message. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Why. */
    public FailureReason reason() {
        return reason;
    }

    /** The reason as Manager reads it. */
    public String reasonText() {
        return reason.wireName(status);
    }

    /** The sentence the uploader reads. */
    public String messageText() {
        return reason.message(status);
    }
}
