/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Fuzzes the rules of names, several names against each other too. */
class EntryNameFuzzTest {
    private static final Path ROOT = Path.of("/unpacked");
    private static final int MOST_NAMES = 20;

    @FuzzTest
    void namesStayInsideAndApart(FuzzedDataProvider data) {
        EntryTree tree = new EntryTree(MOST_NAMES);
        Map<String, Boolean> folders = new HashMap<>();
        boolean refused = false;
        for (int i = 0; i < MOST_NAMES && !refused && data.remainingBytes() > 0; i++) {
            boolean folder = data.consumeBoolean();
            String raw = data.consumeString(100);
            try {
                String name = normalised(raw, folder);
                refused = !name.isEmpty() && !add(tree, folders, name, folder);
            } catch (ArchiveException e) {
                PackOracle.checkRefusal(e);
            }
        }
    }

    private static String normalised(String raw, boolean folder) throws ArchiveException {
        String name = EntryName.normalise(raw, folder);
        if (!name.isEmpty()) {
            assertThat(EntryName.normalise(name, folder)).isEqualTo(name);
            assertThat(ROOT.resolve(name).normalize()).startsWithRaw(ROOT).isNotEqualTo(ROOT);
            assertThat(ROOT.resolve(name).toString()).isEqualTo(ROOT + "/" + name);
            assertThat(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(name);
        }
        return name;
    }

    /** The tree and a plain map of all paths have to agree about what fits together, until the first refusal. */
    private static boolean add(EntryTree tree, Map<String, Boolean> folders, String name, boolean folder) {
        boolean fits = folder ? folders.getOrDefault(name, true) : !folders.containsKey(name);
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            fits &= folders.getOrDefault(name.substring(0, slash), true);
        }
        boolean taken;
        try {
            if (folder) {
                tree.addFolder(name);
            } else {
                tree.addFile(name);
            }
            taken = true;
        } catch (ArchiveException e) {
            taken = false;
        }
        assertThat(taken).as(name).isEqualTo(fits);
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            folders.put(name.substring(0, slash), true);
        }
        folders.put(name, folder);
        return taken;
    }
}
