/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the export of spans: the only room that knows OpenTelemetry, and none of its classes is loaded while telemetry is off.
 * Must not know which work the spans are of.
 */
@NullMarked
package org.openworkshop.storage.telemetry;

import org.jspecify.annotations.NullMarked;
