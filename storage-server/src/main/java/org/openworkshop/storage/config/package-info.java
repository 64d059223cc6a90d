/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the settings: TOML and environment to typed records, units, secrets and the list of problems.
 * Must not know any other room.
 */
@NullMarked
package org.openworkshop.storage.config;

import org.jspecify.annotations.NullMarked;
