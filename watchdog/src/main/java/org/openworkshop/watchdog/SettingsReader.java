/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings from environment variables that begin with {@code WATCHDOG_}, and collects what is wrong. */
final class SettingsReader {
    static final String HEALTH_URL = "WATCHDOG_HEALTH_URL";
    static final String RESTART_COMMAND = "WATCHDOG_RESTART_COMMAND";
    static final String CHECK_INTERVAL = "WATCHDOG_CHECK_INTERVAL_SECONDS";
    static final String RESTART_AFTER = "WATCHDOG_RESTART_AFTER_SECONDS";
    static final String REQUEST_TIMEOUT = "WATCHDOG_REQUEST_TIMEOUT_SECONDS";
    static final String ON_RESTART_COMMAND = "WATCHDOG_ON_RESTART_COMMAND";
    static final String DUMP_PID_FILE = "WATCHDOG_DUMP_PID_FILE";
    static final String DUMP_DIRECTORY = "WATCHDOG_DUMP_DIRECTORY";

    /** All variables that mean something. */
    static final List<String> NAMES = List.of(
            HEALTH_URL,
            RESTART_COMMAND,
            CHECK_INTERVAL,
            RESTART_AFTER,
            REQUEST_TIMEOUT,
            ON_RESTART_COMMAND,
            DUMP_PID_FILE,
            DUMP_DIRECTORY);

    /** Of systemd: it gives them to services that report to it. */
    private static final Set<String> NOT_OURS = Set.of("WATCHDOG_PID", "WATCHDOG_USEC");

    private static final Pattern OUR_KIND = Pattern.compile("WATCHDOG_\\w+");

    /** Decimal numbers only: {@link Double#parseDouble} alone would also take {@code 0x1p3}, {@code 5f} and NaN. */
    private static final Pattern NUMBER = Pattern.compile("\\+?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /** Longer times all mean "never"; this one still fits the nanoseconds of a {@code long} with room to add. */
    private static final double LONGEST_SECONDS = 100 * 365.0 * 86_400;

    private static final int MAX_PORT = 65_535;

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads and checks what watching needs.
     *
     * @throws SettingsException naming every variable that is missing or bad
     */
    static Settings forWatching(Map<String, String> environment) throws SettingsException {
        SettingsReader reader = new SettingsReader(environment);
        if (reader.text(RESTART_COMMAND) == null) {
            reader.problems.add(RESTART_COMMAND + " is missing");
        }
        return reader.read(true);
    }

    /**
     * Reads and checks what one check needs: the restart command may be missing, the folder for dumps need not be there.
     *
     * @throws SettingsException naming every variable that is missing or bad
     */
    static Settings forOneCheck(Map<String, String> environment) throws SettingsException {
        return new SettingsReader(environment).read(false);
    }

    /** Variables that look like settings and are none, in order; most likely a name is misspelt. */
    static List<String> unknownNames(Map<String, String> environment) {
        List<String> unknown = new ArrayList<>();
        for (String name : environment.keySet()) {
            if (OUR_KIND.matcher(name).matches() && !NAMES.contains(name) && !NOT_OURS.contains(name)) {
                unknown.add(name);
            }
        }
        Collections.sort(unknown);
        return unknown;
    }

    private Settings read(boolean needsFolder) throws SettingsException {
        URL url = url();
        Timing timing =
                new Timing(seconds(CHECK_INTERVAL, 20), seconds(RESTART_AFTER, 300), seconds(REQUEST_TIMEOUT, 5));
        DumpPlace dumps = dumps(needsFolder);
        if (url == null || !problems.isEmpty()) {
            throw new SettingsException(String.join("; ", problems));
        }
        String command = text(RESTART_COMMAND);
        return new Settings(url, timing, command == null ? "" : command, text(ON_RESTART_COMMAND), dumps);
    }

    /** The value, null when there is none or it is blank: {@code NAME=} is how an environment file leaves something out. */
    private @Nullable String text(String name) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? null : text;
    }

    private @Nullable URL url() {
        String text = text(HEALTH_URL);
        if (text == null) {
            problems.add(HEALTH_URL + " is missing");
            return null;
        }
        URL url = parse(text.strip());
        if (url == null) {
            problems.add(HEALTH_URL + " is not an http or https address with a host");
        }
        return url;
    }

    /** The address, or null when it cannot be called. Host and port are the URL's: URI knows no host with an underscore. */
    private static @Nullable URL parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
                return null;
            }
            URL url = new URI(uri.toASCIIString()).toURL();
            boolean callable = !url.getHost().isEmpty() && url.getPort() != 0 && url.getPort() <= MAX_PORT;
            return callable ? url : null;
        } catch (URISyntaxException | MalformedURLException | IllegalArgumentException e) {
            return null;
        }
    }

    private Duration seconds(String name, int fallback) {
        String text = environment.get(name);
        if (text == null) {
            return Duration.ofSeconds(fallback);
        }
        double number = NUMBER.matcher(text.strip()).matches() ? Double.parseDouble(text.strip()) : Double.NaN;
        if (!(number > 0) || Double.isInfinite(number)) {
            problems.add(name + " is not a positive number of seconds such as " + fallback + " or 0.5");
            return Duration.ofSeconds(fallback);
        }
        return Duration.ofNanos(Math.max(1, Math.round(Math.min(number, LONGEST_SECONDS) * 1e9)));
    }

    private @Nullable DumpPlace dumps(boolean needsFolder) {
        Path pidFile = path(DUMP_PID_FILE);
        Path directory = path(DUMP_DIRECTORY);
        if (directory != null && needsFolder && !(Files.isDirectory(directory) && Files.isWritable(directory))) {
            problems.add(DUMP_DIRECTORY + " is not a folder that the watchdog may write to");
        }
        if (pidFile == null) {
            if (text(DUMP_DIRECTORY) != null && text(DUMP_PID_FILE) == null) {
                problems.add(DUMP_DIRECTORY + " is set, but not " + DUMP_PID_FILE);
            }
            return null;
        }
        Path beside = pidFile.getParent();
        if (beside == null) {
            problems.add(DUMP_PID_FILE + " is not a file");
            return null;
        }
        return new DumpPlace(pidFile, directory == null ? beside : directory);
    }

    /** An absolute path, because the folder a service is started in is seldom the one that was thought of. */
    private @Nullable Path path(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Path path = Path.of(text.strip());
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            // said below
        }
        problems.add(name + " is not an absolute path");
        return null;
    }
}
