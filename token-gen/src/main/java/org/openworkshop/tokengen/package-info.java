/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the token generator's commands: makes the secrets of a new installation, hashes tokens, signs and judges transfer tokens, and
 * turns the Python service's settings into the storage server's. Must not share code with the storage server, open a connection, or
 * write anything but its two outputs and, where it is asked to, one new file.
 */
@NullMarked
package org.openworkshop.tokengen;

import org.jspecify.annotations.NullMarked;
