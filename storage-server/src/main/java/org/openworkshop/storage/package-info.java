/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the command line and its exit codes. Must not know how anything is served.
 */
@NullMarked
package org.openworkshop.storage;

import org.jspecify.annotations.NullMarked;
