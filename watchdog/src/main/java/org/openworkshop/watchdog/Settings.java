/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to watch and how patiently, from environment variables that begin with {@code WATCHDOG_}.
 *
 * @param healthUrl {@code HEALTH_URL}, http or https; may hold credentials, so it is logged through {@link #shownUrl()}
 * @param restartCommand {@code RESTART_COMMAND}, text for the shell; never logged, it may hold secrets too
 * @param checkInterval {@code CHECK_INTERVAL_SECONDS}, the pause between two checks
 * @param restartAfter {@code RESTART_AFTER_SECONDS}, how long the service has to fail without a break
 * @param requestTimeout {@code REQUEST_TIMEOUT_SECONDS}, what one whole check may take
 */
record Settings(
        URL healthUrl, String restartCommand, Duration checkInterval, Duration restartAfter, Duration requestTimeout) {
    /** Decimal numbers only: {@link Double#parseDouble} alone would also take {@code 0x1p3}, {@code 5f} and NaN. */
    private static final Pattern NUMBER = Pattern.compile("\\+?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /** Longer times all mean "never"; this one still fits the nanoseconds of a {@code long} with room to add. */
    private static final double LONGEST_SECONDS = 100 * 365.0 * 86_400;

    private static final int MAX_PORT = 65_535;

    /**
     * Reads and checks all variables.
     *
     * @throws SettingsException naming every variable that is missing or bad
     */
    static Settings fromEnvironment(Map<String, String> environment) throws SettingsException {
        List<String> problems = new ArrayList<>();
        URL url = url(environment.get("WATCHDOG_HEALTH_URL"), problems);
        String command = environment.getOrDefault("WATCHDOG_RESTART_COMMAND", "");
        if (command.isBlank()) {
            problems.add("WATCHDOG_RESTART_COMMAND is missing");
        }
        Duration interval = seconds(environment, "WATCHDOG_CHECK_INTERVAL_SECONDS", 20, problems);
        Duration restartAfter = seconds(environment, "WATCHDOG_RESTART_AFTER_SECONDS", 300, problems);
        Duration timeout = seconds(environment, "WATCHDOG_REQUEST_TIMEOUT_SECONDS", 5, problems);
        if (url == null || !problems.isEmpty()) {
            throw new SettingsException(String.join("; ", problems));
        }
        return new Settings(url, command, interval, restartAfter, timeout);
    }

    /** The health address without credentials, query and fragment. */
    String shownUrl() {
        String port = healthUrl.getPort() == -1 ? "" : ":" + healthUrl.getPort();
        return healthUrl.getProtocol() + "://" + healthUrl.getHost() + port + healthUrl.getPath();
    }

    /** Seconds as plain decimal text, to the millisecond. */
    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static @Nullable URL url(@Nullable String text, List<String> problems) {
        if (text == null || text.isBlank()) {
            problems.add("WATCHDOG_HEALTH_URL is missing");
            return null;
        }
        URL url = parse(text.strip());
        if (url == null) {
            problems.add("WATCHDOG_HEALTH_URL is not an http or https address with a host");
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

    private static Duration seconds(Map<String, String> environment, String name, int fallback, List<String> problems) {
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
}
