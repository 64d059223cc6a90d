/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What Manager knows to be stored, kept in a JSON file so that it outlives a run. Thread-safe.
 */
final class Catalogue {
    private final Path file;
    private final List<StoredItem> items;
    private long lastModId;

    private Catalogue(Path file, List<StoredItem> items) {
        this.file = file;
        this.items = new ArrayList<>(items);
        this.lastModId = items.stream().mapToLong(Catalogue::modId).max().orElse(0);
    }

    /**
     * Opens the catalogue; without a file it is empty.
     *
     * @throws IOException when the file cannot be read as a catalogue
     */
    static Catalogue open(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Catalogue(file, List.of());
        }
        return new Catalogue(file, Answer.JSON.readValue(Files.readAllBytes(file), new TypeReference<>() {}));
    }

    /** A mod id that was not given out before. */
    synchronized long nextModId() {
        return ++lastModId;
    }

    /** Adds an item, in place of one with the same path; it is on disk when the call returns. */
    synchronized void add(StoredItem item) throws IOException {
        List<StoredItem> next = new ArrayList<>(items);
        next.removeIf(old -> old.area().equals(item.area()) && old.path().equals(item.path()));
        next.add(item);
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.write(written, Answer.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(next));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        items.clear();
        items.addAll(next);
    }

    /** All items, in the order they were stored. */
    synchronized List<StoredItem> items() {
        return List.copyOf(items);
    }

    private static long modId(StoredItem item) {
        String[] parts = item.path().split("/", -1);
        boolean mod = parts.length > 1 && parts[0].equals("mods") && parts[1].matches("[0-9]{1,18}");
        return mod ? Long.parseLong(parts[1]) : 0;
    }
}
