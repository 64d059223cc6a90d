/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns who may do what: transfer tokens, manage tokens and the access service; and the client for services
 * that the operator configured.
 * Must not know HTTP routes, jobs or files.
 */
@NullMarked
package org.openworkshop.storage.access;

import org.jspecify.annotations.NullMarked;
