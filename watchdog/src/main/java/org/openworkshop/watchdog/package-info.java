/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the watchdog: polls a health address and runs a restart command after a long enough failure.
 * Must not know the storage server, nor anything outside the JDK, so that it stays up when the server does not.
 */
@NullMarked
package org.openworkshop.watchdog;

import org.jspecify.annotations.NullMarked;
