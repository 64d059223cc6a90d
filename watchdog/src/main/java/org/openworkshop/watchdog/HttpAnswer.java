/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** An answer to GET as it comes over a connection (RFC 9112), as far as somebody needs it who wants its status. */
final class HttpAnswer {
    /** Who sends more than this is alive; the rest of the body is not waited for. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final InputStream in;
    private int headBytes;
    private long bodyBytes;
    private boolean chunked;

    /** @param in should be buffered, it is read byte by byte */
    HttpAnswer(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the answer and returns its status, that of the last one where others say that it is coming. The body of a healthy one is
     * read too: one that stalls is a failure like a status line that never comes.
     *
     * @throws IOException when nothing comes, or nothing in time
     * @throws CheckException when what comes is no answer, or not a whole one
     */
    int status() throws IOException, CheckException {
        int status = statusOf(line());
        try {
            headers();
            while (status >= 100 && status <= 199) {
                status = statusOf(line());
                headers();
            }
            if (CheckResult.ofStatus(status).healthy() && status != NO_CONTENT && status != NOT_MODIFIED) {
                body();
            }
            return status;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException | NumberFormatException | CheckException e) {
            throw new CheckException(CheckError.BROKEN_ANSWER);
        }
    }

    private static int statusOf(String line) throws CheckException {
        // "HTTP/1.1 200 OK", and the blank behind the number is left out by some.
        boolean known = line.length() >= 12 && line.startsWith("HTTP/1.") && line.charAt(8) == ' ';
        int status = 0;
        for (int i = 9; known && i < 12; i++) {
            char digit = line.charAt(i);
            known = digit >= '0' && digit <= '9';
            status = status * 10 + digit - '0';
        }
        if (!known || (line.length() > 12 && line.charAt(12) != ' ') || status < 100) {
            throw new CheckException(CheckError.NO_HTTP_ANSWER);
        }
        return status;
    }

    private void headers() throws IOException {
        bodyBytes = Long.MAX_VALUE;
        chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (isNamed(line, "Content-Length:")) {
                bodyBytes = size(valueOf(line), 10);
            } else if (isNamed(line, "Transfer-Encoding:")) {
                chunked = valueOf(line).toLowerCase(Locale.ROOT).endsWith("chunked");
            }
        }
    }

    private static boolean isNamed(String line, String name) {
        return line.regionMatches(true, 0, name, 0, name.length());
    }

    private static String valueOf(String line) {
        return line.substring(line.indexOf(':') + 1).trim();
    }

    /** Up to its end, or as far as it goes. */
    private void body() throws IOException {
        if (!chunked) {
            boolean ends = bodyBytes != Long.MAX_VALUE;
            long wanted = Math.min(bodyBytes, MAX_BODY_BYTES);
            if (skip(wanted) < wanted && ends) {
                throw new EOFException();
            }
            return;
        }
        // Chunks have heads of their own, which count like those of the answer; otherwise tiny ones would go on for
        // long.
        headBytes = 0;
        long left = MAX_BODY_BYTES;
        while (left > 0 && headBytes < MAX_HEAD_BYTES / 2) {
            long size = chunkSize();
            if (size == 0) {
                trailers();
                return;
            }
            long wanted = Math.min(size, left);
            left -= wanted;
            if (skip(wanted) < wanted || (wanted == size && !line().isEmpty())) {
                throw new EOFException();
            }
        }
    }

    private void trailers() throws IOException {
        while (!line().isEmpty()) {
            // They say nothing that is asked here.
        }
    }

    private long chunkSize() throws IOException {
        String line = line();
        int extension = line.indexOf(';');
        return size((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
    }

    private static long size(String digits, int radix) {
        long size = Long.parseLong(digits, radix);
        if (size < 0) {
            throw new NumberFormatException();
        }
        return size;
    }

    /** Reads and forgets; fewer only at the end of what comes. */
    private long skip(long wanted) throws IOException {
        byte[] buffer = new byte[1024];
        long done = 0;
        while (done < wanted) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, wanted - done));
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    /** One line without its end; a carriage return is dropped wherever it stands. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || ++headBytes > MAX_HEAD_BYTES) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
