/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.util.concurrent.CompletableFuture;

/** Carries one completion to Manager, once. */
interface CallbackTransport {
    /** Makes one attempt without blocking. The result never fails; it completes within the callback timeout. */
    CompletableFuture<Attempt> send(Completion completion);
}
