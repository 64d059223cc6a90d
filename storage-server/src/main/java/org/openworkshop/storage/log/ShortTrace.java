/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where something was thrown, on one line: the calls, the innermost first, then those of its causes. */
final class ShortTrace {
    static final int MAX_LENGTH = 8192;

    private static final int MAX_CALLS = 40;

    private ShortTrace() {}

    /** For example {@code PendingFile.write:88 < Results.move:120 ; caused by java.io.IOException: no at Disk.open:7}. */
    static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        calls(thrown.getStackTrace(), text);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(thrown);
        @Nullable Throwable cause = thrown.getCause();
        while (cause != null && seen.add(cause) && text.length() < MAX_LENGTH) {
            text.append(" ; caused by ").append(cause).append(" at ");
            calls(cause.getStackTrace(), text);
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static void calls(StackTraceElement[] calls, StringBuilder text) {
        if (calls.length == 0) {
            text.append("unknown");
        }
        for (int i = 0; i < calls.length; i++) {
            if (i == MAX_CALLS) {
                text.append(" < ").append(calls.length - i).append(" more");
                return;
            }
            StackTraceElement call = calls[i];
            String type = call.getClassName();
            text.append(i == 0 ? "" : " < ")
                    .append(type, type.lastIndexOf('.') + 1, type.length())
                    .append('.')
                    .append(call.getMethodName());
            if (call.getLineNumber() >= 0) {
                text.append(':').append(call.getLineNumber());
            }
        }
    }
}
