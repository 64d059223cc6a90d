/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

/** What {@code --help} and {@code --version} print. */
final class Usage {
    static final String HELP = """
            Usage: java -jar watchdog.jar [--once | --help | --version]

            Asks a health address again and again, and runs a command when it has been failing for too long.

              --once         make one check and exit: 0 healthy, 1 failing (with a line that says how)
              -h, --help     print this
              -V, --version  print the version

            Settings are environment variables; numbers may be fractions:

              WATCHDOG_HEALTH_URL               http or https address; status 200 to 399 is healthy (required)
              WATCHDOG_RESTART_COMMAND          shell command that restarts the service (required, not for --once)
              WATCHDOG_CHECK_INTERVAL_SECONDS   pause between two checks (20)
              WATCHDOG_RESTART_AFTER_SECONDS    failing for this long without a break leads to a restart (300);
                                                doubled after each restart that did not help, up to an hour
              WATCHDOG_REQUEST_TIMEOUT_SECONDS  time for one check (5)
              WATCHDOG_ON_RESTART_COMMAND       shell command to run after a restart, for mail or chat
              WATCHDOG_DUMP_PID_FILE            file with the process number of a Java service, for a thread dump
                                                before the restart
              WATCHDOG_DUMP_DIRECTORY           folder for thread dumps (the one of the pid file)

            Exit codes: 0 stopped by SIGTERM, 130 by Ctrl-C, 2 settings or arguments that cannot be used.
            """;

    private Usage() {}

    static String version() {
        String version = Usage.class.getPackage().getImplementationVersion();
        return "watchdog " + (version == null ? "(not packaged)" : version);
    }
}
