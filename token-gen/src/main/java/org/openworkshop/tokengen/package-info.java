/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the token generator: makes the secrets of a new installation and prints them ready to paste.
 * Must not know the storage server, nor write anything but its two outputs.
 */
@NullMarked
package org.openworkshop.tokengen;

import org.jspecify.annotations.NullMarked;
