/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.math.BigDecimal;
import java.net.URL;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to watch, how patiently, and what to do; {@link SettingsReader} makes it.
 *
 * @param healthUrl http or https; may hold credentials, so it is shown through {@link #shownUrl()}
 * @param restartCommand text for the shell; never shown, it may hold secrets too. Empty when only one check is made
 * @param hook text for the shell, run after each restart command; never shown
 */
record Settings(
        URL healthUrl,
        Timing timing,
        String restartCommand,
        @Nullable String hook,
        @Nullable DumpPlace dumps) {
    /** The health address without credentials, query and fragment. */
    String shownUrl() {
        String port = healthUrl.getPort() == -1 ? "" : ":" + healthUrl.getPort();
        return healthUrl.getProtocol() + "://" + healthUrl.getHost() + port + healthUrl.getPath();
    }

    /** Seconds as plain decimal text, to the millisecond. */
    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
