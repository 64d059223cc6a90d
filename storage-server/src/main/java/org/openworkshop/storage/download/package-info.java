/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns serving stored files: area, path and conditions to what is sent, and sending it.
 * Must not know jobs.
 */
@NullMarked
package org.openworkshop.storage.download;

import org.jspecify.annotations.NullMarked;
