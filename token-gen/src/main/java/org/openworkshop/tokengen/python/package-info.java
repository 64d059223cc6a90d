/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the reading of settings written in Python, as text: values that stand there as literals or follow from them by plain
 * arithmetic. Never runs anything. Must not know what the settings are for.
 */
@NullMarked
package org.openworkshop.tokengen.python;

import org.jspecify.annotations.NullMarked;
