/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the workshop HTTP and WebSocket interface: resources and their wire records.
 * Must not know any other face.
 */
@NullMarked
package org.openworkshop.storage.face.workshop;

import org.jspecify.annotations.NullMarked;
