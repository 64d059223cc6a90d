/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a worker process is kept from the rest of the machine, the strongest first. All but the last limit its address space,
 * and let it write neither core dumps nor bytes into files.
 */
enum NativeIsolation {
    /**
     * Bubblewrap: no network, and of the file system nothing but what a Java machine reads, read-only; processes, users and
     * shared memory of its own; killed with the thread that started it.
     */
    BWRAP,
    /** The same out of the tools of util-linux, for machines without bubblewrap. */
    NAMESPACES,
    /** Limits alone: it has the server's network and sees what the server's user sees. */
    LIMITS,
    /** A process of its own, for systems without a shell that sets limits. */
    PROCESS;

    private static final List<String> PROGRAM_FOLDERS = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Path SHELL = Path.of("/bin/sh");
    /**
     * What a Java machine says when it crashes goes to its standard output, so the worker is given another one for its frames.
     * Signals that ask a whole group of processes to end are the server's to answer, which then lets the work be finished or ends
     * it by killing; a worker that ended by itself would look like one that the archive has crashed.
     */
    private static final String LIMITS_SCRIPT =
            "trap '' HUP INT TERM && ulimit -c 0 && ulimit -f 0 && ulimit -v \"$0\" && exec \"$@\" 3>&1 >&2";
    /**
     * Builds a root of what follows up to {@code --}, and runs the rest in it. It stands where /sys was, which every machine
     * has, which holds nothing that is needed, and which only this process sees replaced. Without its capabilities the process can
     * neither leave the root nor change what is mounted there.
     */
    private static final String ROOT_SCRIPT = """
            set -e
            PATH=/usr/sbin:/usr/bin:/sbin:/bin
            setpriv=$0 root=/sys
            mount -t tmpfs -o mode=755,size=1m,nosuid,nodev tmpfs $root
            while [ "$1" != -- ]; do
              if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root${1%/*}"; : >"$root$1"; fi
              mount --bind "$1" "$root$1"
              case "$1" in /dev/*) ;; *) mount -o remount,bind,ro,nosuid,nodev "$root$1" ;; esac
              shift
            done
            shift
            mkdir -p $root/proc
            mount -t proc proc $root/proc
            mount -o remount,bind,ro,nosuid,nodev $root
            exec chroot $root "$setpriv" --no-new-privs --bounding-set -all --inh-caps -all -- "$@"
            """;

    /** As metrics, logs and the health document say it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The file that the process writes its frames to; empty for its standard output. */
    String output() {
        return this == PROCESS ? "" : "/proc/self/fd/3";
    }

    /** The weakest that is in force without a try. */
    static NativeIsolation least() {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        return linux && Files.isExecutable(SHELL) ? LIMITS : PROCESS;
    }

    /**
     * The command that runs another one in isolation; empty when this machine lacks a program for it.
     *
     * @param readable the files and folders that the command needs, absolute
     */
    Optional<List<String>> around(List<String> command, List<Path> readable, long addressSpaceBytes) {
        return switch (this) {
            case BWRAP -> program("bwrap").map(bwrap -> limited(bubble(bwrap, readable), command, addressSpaceBytes));
            case NAMESPACES ->
                program("unshare")
                        .flatMap(unshare -> program("setpriv")
                                .map(setpriv ->
                                        limited(namespaces(unshare, setpriv, readable), command, addressSpaceBytes)));
            case LIMITS -> Optional.of(limited(List.of(), command, addressSpaceBytes));
            case PROCESS -> Optional.of(command);
        };
    }

    private static List<String> limited(List<String> wrapper, List<String> command, long addressSpaceBytes) {
        List<String> limited =
                new ArrayList<>(List.of(SHELL.toString(), "-c", LIMITS_SCRIPT, Long.toString(addressSpaceBytes >> 10)));
        limited.addAll(wrapper);
        limited.addAll(command);
        return limited;
    }

    private static List<String> bubble(Path bwrap, List<Path> readable) {
        List<String> wrapper = new ArrayList<>(
                List.of(bwrap.toString(), "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        readable.forEach(path -> wrapper.addAll(List.of("--ro-bind", path.toString(), path.toString())));
        devices().forEach(path -> wrapper.addAll(List.of("--dev-bind", path, path)));
        wrapper.addAll(List.of("--proc", "/proc", "--remount-ro", "/", "--chdir", "/", "--"));
        return wrapper;
    }

    private static List<String> namespaces(Path unshare, Path setpriv, List<Path> readable) {
        List<String> wrapper = new ArrayList<>(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
        wrapper.add(unshare.toString());
        wrapper.addAll(List.of("--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc", "--uts"));
        wrapper.addAll(List.of("--fork", "--kill-child=KILL", "--", SHELL.toString(), "-c", ROOT_SCRIPT));
        wrapper.add(setpriv.toString());
        readable.forEach(path -> wrapper.add(path.toString()));
        devices().forEach(wrapper::add);
        wrapper.add(setpriv.toString());
        wrapper.add("--");
        return wrapper;
    }

    private static Stream<String> devices() {
        return Stream.of("/dev/null", "/dev/urandom");
    }

    private static Optional<Path> program(String name) {
        return PROGRAM_FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
