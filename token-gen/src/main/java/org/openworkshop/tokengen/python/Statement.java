/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.util.List;

/**
 * One simple statement, or the head of a compound one with what stands on its line.
 *
 * @param indented whether it is within a block
 * @param tokens at least one
 */
record Statement(boolean indented, List<Token> tokens) {
    int line() {
        return tokens.get(0).line();
    }

    /** Whether its first token is the word. */
    boolean begins(String word) {
        return tokens.get(0).isName() && tokens.get(0).text().equals(word);
    }
}
