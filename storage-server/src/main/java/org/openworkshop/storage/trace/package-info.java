/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns what features say about where time goes: spans, and the trace context that goes from service to service. Must not know
 * who listens: with {@link org.openworkshop.storage.trace.Tracing#OFF} nobody does, and saying it costs nothing.
 */
@NullMarked
package org.openworkshop.storage.trace;

import org.jspecify.annotations.NullMarked;
