/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * What holds when a key is not set.
 *
 * @param required whether there is nothing that could hold, so that the server does not start
 * @param raw the default as TOML has it, or for a required key an example
 */
record Preset(boolean required, Object raw) {
    static Preset of(Object raw) {
        return new Preset(false, raw);
    }

    static Preset required(String example) {
        return new Preset(true, example);
    }
}
