/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for files in the main directory that nobody has a right to find there. */
final class DiskCheck {
    private static final List<String> AREAS = List.of("archive", "resource", "avatar");

    private final Path root;
    private final World world;
    private final Set<Effect> seenWhole = new HashSet<>();

    DiskCheck(World world) {
        this.root = world.settings().mainDir();
        this.world = world;
    }

    /** Whether nothing is left of jobs, not even the memory of moves. */
    boolean isSwept() throws IOException {
        return left().isEmpty();
    }

    /** Judges the files in the areas while no server runs: each must be a whole one that may be there. */
    void judgeAreas() throws IOException {
        for (StoredPath path : world.ledger().paths()) {
            int floor = path.floor();
            Path file = root.resolve(path.path());
            String wrong = path.judge(floor, Files.exists(file) ? Files.readAllBytes(file) : null);
            if (wrong != null) {
                world.ledger().problem("stored file", "after a kill, " + wrong);
            }
        }
        for (Effect effect : world.completions().all()) {
            Path file = root.resolve(effect.intent().target());
            if (effect.isSuccess() && Files.exists(file) && seenWhole.add(effect)) {
                judgeResult(effect, Files.readAllBytes(file));
            }
        }
    }

    private void judgeResult(Effect effect, byte[] content) {
        JobEntry job = world.ledger().job(effect.jobId());
        String wrong = job == null ? "no such job" : Result.difference(job, effect, content);
        if (wrong != null) {
            world.ledger().problem("moved file", "after a kill, " + wrong + ": " + job + " by " + effect);
        }
    }

    /** Judges what is there at the end; what is wrong goes to the ledger. */
    void judge() throws IOException {
        Set<String> known = known();
        for (Path file : files()) {
            String name = root.relativize(file).toString();
            String area = root.relativize(file).getName(0).toString();
            if (AREAS.contains(area) && !known.contains(name)) {
                world.ledger().problem("unknown file", name + " of " + Files.size(file) + " bytes");
            } else if (name.endsWith(".tmp")) {
                world.ledger().problem("partial file", name);
            }
        }
        for (String workspace : world.workspaces().describe()) {
            world.ledger().problem("workspace", "left after its time: " + workspace);
        }
        for (Path file : left()) {
            world.ledger().problem("left file", root.relativize(file).toString());
        }
    }

    /** Paths in the areas where a file may be; what must be in it is judged elsewhere. */
    private Set<String> known() {
        Set<String> known = new HashSet<>();
        world.ledger().paths().forEach(path -> known.add(path.path()));
        world.completions().all().stream()
                .filter(effect -> effect.isMoved() || effect.isExpired())
                .forEach(effect -> known.add(effect.intent().target()));
        return known;
    }

    /** Files outside of the areas, but for those directly in the main directory. */
    private List<Path> left() throws IOException {
        return files().stream()
                .filter(file -> !root.equals(file.getParent()))
                .filter(file -> !AREAS.contains(root.relativize(file).getName(0).toString()))
                .toList();
    }

    private List<Path> files() throws IOException {
        while (true) {
            try (Stream<Path> walk = Files.walk(root)) {
                return walk.filter(Files::isRegularFile).toList();
            } catch (java.io.UncheckedIOException e) {
                // The server removed a folder beside us.
                continue;
            }
        }
    }
}
