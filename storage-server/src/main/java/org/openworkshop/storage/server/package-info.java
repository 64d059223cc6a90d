/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the wiring and the order of start and stop; the only room that builds Jetty's server.
 */
@NullMarked
package org.openworkshop.storage.server;

import org.jspecify.annotations.NullMarked;
