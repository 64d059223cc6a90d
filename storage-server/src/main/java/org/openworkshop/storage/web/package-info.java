/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns the HTTP plumbing every face shares: error codes and bodies, CORS, multipart, request id, access log.
 * Must not know any feature.
 */
@NullMarked
package org.openworkshop.storage.web;

import org.jspecify.annotations.NullMarked;
