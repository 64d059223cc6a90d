/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns transfer tokens: signs them as Manager does, and tells what is in one and why the server refuses it. Follows the server's
 * rules, which a test of the packaged programs compares. Must not know where secrets and tokens come from.
 */
@NullMarked
package org.openworkshop.tokengen.token;

import org.jspecify.annotations.NullMarked;
