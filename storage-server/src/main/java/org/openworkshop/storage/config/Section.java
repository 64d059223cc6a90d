/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;

/**
 * One TOML table and the keys in it.
 *
 * @param documentation one sentence of plain text
 */
record Section(String name, String documentation, List<Key<?>> keys) {}
