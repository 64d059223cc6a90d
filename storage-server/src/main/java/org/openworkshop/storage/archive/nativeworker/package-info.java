/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the process that runs the native archive engine, and the language it speaks with the server over its pipes.
 * Must not know the rest of the server: it runs with a class path of its own, and the server treats what it says as hostile.
 */
@NullMarked
package org.openworkshop.storage.archive.nativeworker;

import org.jspecify.annotations.NullMarked;
