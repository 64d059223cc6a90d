/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.function.Predicate;

/**
 * Tells failures for want of disk space from other ones. Who owns the disk knows how.
 *
 * @param isCauseOf whether the failure, or what caused it, is want of space
 */
public record DiskFull(Predicate<Throwable> isCauseOf) {}
