/* SPDX-License-Identifier: MPL-2.0 */
/**
 * The operator's interface: the page at {@code /admin/}, its JSON and its socket. Owns who may use it. Knows no other interface,
 * and of tokens' claims and URLs nothing that it could show.
 */
@NullMarked
package org.openworkshop.storage.face.admin;

import org.jspecify.annotations.NullMarked;
