/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns a job's life: registry, record, stages, events, queue, pipeline and sweep.
 * Must not know HTTP or WebSocket.
 */
@NullMarked
package org.openworkshop.storage.transfer;

import org.jspecify.annotations.NullMarked;
