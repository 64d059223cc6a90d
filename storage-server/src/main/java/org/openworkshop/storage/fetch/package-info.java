/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns fetching a URL into a file: address guard, redirects, resumption.
 * Must not know jobs or tokens.
 */
@NullMarked
package org.openworkshop.storage.fetch;

import org.jspecify.annotations.NullMarked;
