/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers, by SHA-256, which manage tokens matched and which did not, so that bcrypt runs once for each. Bounded: the
 * oldest are forgotten first, and then only cost another bcrypt. Thread safe.
 */
final class TokenMemory {
    /** One right token per permission is the rule; bcrypt ignores what follows 72 bytes, so there can be more. */
    static final int MAX_MATCHED = 16;

    static final int MAX_UNMATCHED = 4096;

    private final Map<ManagePermission, Deque<byte[]>> matched = new EnumMap<>(ManagePermission.class);
    private final Map<CheckedToken, Boolean> unmatched = new LinkedHashMap<>(16, 0.75f, true);

    TokenMemory() {
        for (ManagePermission permission : ManagePermission.values()) {
            matched.put(permission, new ArrayDeque<>());
        }
    }

    /** Whether the token is known to match. Takes the same time whichever bytes differ. */
    synchronized boolean isMatched(CheckedToken token) {
        boolean found = false;
        for (byte[] digest : digests(token.permission())) {
            found |= MessageDigest.isEqual(digest, token.sha256());
        }
        return found;
    }

    /** Whether the token is known not to match. */
    synchronized boolean isUnmatched(CheckedToken token) {
        return unmatched.get(token) != null;
    }

    synchronized void remember(CheckedToken token, boolean match) {
        if (match) {
            Deque<byte[]> digests = digests(token.permission());
            digests.addLast(token.sha256());
            if (digests.size() > MAX_MATCHED) {
                digests.removeFirst();
            }
            return;
        }
        unmatched.put(token, Boolean.TRUE);
        if (unmatched.size() > MAX_UNMATCHED) {
            unmatched.remove(unmatched.keySet().iterator().next());
        }
    }

    synchronized int unmatchedCount() {
        return unmatched.size();
    }

    private Deque<byte[]> digests(ManagePermission permission) {
        return matched.computeIfAbsent(permission, absent -> new ArrayDeque<>());
    }
}
