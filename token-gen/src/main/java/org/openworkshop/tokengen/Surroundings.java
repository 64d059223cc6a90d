/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/** What the program is given besides its arguments. */
record Surroundings(PrintWriter out, PrintWriter err, Input input, Map<String, String> environment, Clock clock) {
    /**
     * Prints what was asked for; nothing else goes to standard output.
     *
     * @throws FailedException when it could not be written whole: a full disk must not look like success
     */
    void print(String text) throws FailedException {
        out.print(text);
        if (out.checkError()) {
            throw new FailedException("The output could not be written whole; use nothing of it.");
        }
    }

    /** Tells the person in front of it something. */
    void say(String sentence) {
        err.println(sentence.replaceAll("[\\p{Cntrl}&&[^\n]]", "?"));
    }
}
