/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * One thing that is wrong with the settings. Never holds the value of a secret.
 *
 * @param key the key as {@code section.name}, or empty when the problem belongs to no key (bad syntax, unreadable file)
 * @param where file and line, environment variable, or the places that were looked at
 * @param what what is wrong
 * @param expected what would be right
 */
public record Problem(String key, String where, String what, String expected) {
    @Override
    public String toString() {
        return where + ": " + (key.isEmpty() ? "" : key + " ") + what + "; " + expected;
    }
}
