/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns images: header probe, pixel cap and conversion to WebP.
 * Must not know jobs, HTTP or areas.
 */
@NullMarked
package org.openworkshop.storage.image;

import org.jspecify.annotations.NullMarked;
