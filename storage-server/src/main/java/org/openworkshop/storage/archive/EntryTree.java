/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * The names seen so far, as folders and files. Refuses the same name twice and a file where another entry needs a folder;
 * naming a folder again is fine. Bounded: folders that are only implied by longer names count too.
 */
final class EntryTree {
    /** Folders that deep names imply, per allowed entry. */
    private static final int IMPLIED_PER_ENTRY = 4;

    private final Node root = new Node(true);
    private final long maxNodes;
    private long nodes;

    EntryTree(int maxEntries) {
        this.maxNodes = (long) maxEntries * IMPLIED_PER_ENTRY + 1000;
    }

    /** Takes a folder; false when an entry has named it before. */
    boolean addFolder(String path) throws ArchiveException {
        Node node = descend(path, path.length());
        if (!node.folder) {
            throw refused(path, "is both a file and a folder");
        }
        boolean fresh = !node.named;
        node.named = true;
        return fresh;
    }

    void addFile(String path) throws ArchiveException {
        int slash = path.lastIndexOf('/');
        Node parent = slash < 0 ? root : descend(path, slash);
        if (!parent.folder) {
            throw refused(path, "needs a folder where a file is");
        }
        Node before = parent.put(path.substring(slash + 1), new Node(false));
        if (before != null) {
            throw refused(path, before.folder ? "is both a file and a folder" : "is there twice");
        }
        count();
    }

    private Node descend(String path, int end) throws ArchiveException {
        Node node = root;
        for (int start = 0; start < end; ) {
            int slash = path.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            if (!node.folder) {
                throw refused(path, "needs a folder where a file is");
            }
            String segment = path.substring(start, stop);
            Node child = node.get(segment);
            if (child == null) {
                child = new Node(true);
                node.put(segment, child);
                count();
            }
            node = child;
            start = stop + 1;
        }
        return node;
    }

    private void count() throws ArchiveException {
        if (++nodes > maxNodes) {
            throw new ArchiveException(Reason.TOO_LARGE, "The archive has too many folders");
        }
    }

    private static ArchiveException refused(String path, String rule) {
        return Decoding.unreadable("Entry " + EntryName.quote(path) + " " + rule);
    }

    private static final class Node {
        private final boolean folder;
        private boolean named;
        private @Nullable Map<String, Node> children;

        Node(boolean folder) {
            this.folder = folder;
        }

        @Nullable
        Node get(String segment) {
            return children == null ? null : children.get(segment);
        }

        @Nullable
        Node put(String segment, Node child) {
            if (children == null) {
                children = new HashMap<>(4);
            }
            return children.put(segment, child);
        }
    }
}
