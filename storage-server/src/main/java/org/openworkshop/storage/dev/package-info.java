/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the development mode: a throw-away server with a stand-in Manager and access service, and their page.
 * Must not be reachable from {@code serve}.
 */
@NullMarked
package org.openworkshop.storage.dev;

import org.jspecify.annotations.NullMarked;
