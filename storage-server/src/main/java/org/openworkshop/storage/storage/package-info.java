/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the main directory: areas, safe keys, durable write and publish, free space.
 * Must not know HTTP, jobs or archives.
 */
@NullMarked
package org.openworkshop.storage.storage;

import org.jspecify.annotations.NullMarked;
