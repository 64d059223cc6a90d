/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What try-with-resources does, also when closing throws what the work has thrown already. A machine out of memory throws one and
 * the same error each time, and a throwable can't be suppressed by itself: an {@link IllegalArgumentException} would hide it.
 */
final class Closing {
    private Closing() {}

    /** What is done with a resource. */
    interface Work<C, T extends @Nullable Object> {
        T with(C resource) throws ArchiveException, IOException;
    }

    /** Does the work and closes the resource. */
    static <C extends Closeable, T extends @Nullable Object> T after(C resource, Work<C, T> work)
            throws ArchiveException, IOException {
        T result;
        try {
            result = work.with(resource);
        } catch (Throwable failure) {
            closeAfter(failure, resource);
            throw failure;
        }
        resource.close();
        return result;
    }

    private static void closeAfter(Throwable failure, Closeable resource) {
        try {
            resource.close();
        } catch (Throwable again) {
            if (again != failure) {
                failure.addSuppressed(again);
            }
        }
    }
}
