/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

/**
 * One reason for which the server refuses a token.
 *
 * @param status HTTP status of its answer
 * @param phrase the answer's text
 * @param why what is wrong, and what would be right
 */
public record Refusal(int status, String phrase, String why) {
    static Refusal accessDenied(String why) {
        return new Refusal(403, "Access denied", why);
    }

    @Override
    public String toString() {
        return status + " " + phrase + ": " + why;
    }
}
