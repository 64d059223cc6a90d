/* SPDX-License-Identifier: MPL-2.0 */
/**
 * Owns what Manager is owed: signing, sending and retrying completions, and keeping those that outlive their job.
 * Must not know how a job came to its end.
 */
@NullMarked
package org.openworkshop.storage.callback;

import org.jspecify.annotations.NullMarked;
