/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told about a restart.
 *
 * @param dump the file of the thread dump that was made before
 */
record RestartReport(
        Failure failure, RestartOutcome outcome, @Nullable Path dump) {
    /**
     * The report as environment variables. Nothing in them needs to be escaped in a JSON string, except in the path.
     *
     * @param shownUrl the health address without secrets
     */
    Map<String, String> variables(String shownUrl) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("WATCHDOG_MESSAGE", message(shownUrl));
        variables.put("WATCHDOG_REASON", failure.finding().detail());
        variables.put(SettingsReader.HEALTH_URL, shownUrl);
        variables.put("WATCHDOG_FAILING_SECONDS", Settings.seconds(failure.lasted()));
        variables.put("WATCHDOG_RESTART_COUNT", Integer.toString(failure.restart()));
        variables.put("WATCHDOG_RESTART_OUTCOME", outcome.word());
        variables.put("WATCHDOG_EXIT_CODE", outcome.exitCode());
        variables.put("WATCHDOG_NEXT_RESTART_SECONDS", Settings.seconds(failure.untilNext()));
        variables.put("WATCHDOG_THREAD_DUMP", dump == null ? "" : dump.toString());
        return variables;
    }

    private String message(String shownUrl) {
        return shownUrl + " was failing for " + Settings.seconds(failure.lasted()) + " s ("
                + failure.finding().detail() + "); restart " + failure.restart() + ": the restart command "
                + outcome.phrase();
    }
}
