/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns what an operator looks at: health, which the service manager hears of too, metrics, OpenAPI and Swagger UI.
 * Must not know how features work, only their status and listener types.
 */
@NullMarked
package org.openworkshop.storage.ops;

import org.jspecify.annotations.NullMarked;
