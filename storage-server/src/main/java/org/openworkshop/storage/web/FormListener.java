/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;

/**
 * Takes a form's parts in the order in which they arrive. An exception ends the reading and reaches the caller of
 * {@link FormReader#read}.
 */
public interface FormListener {
    /** A field is complete. */
    void field(String name, String value) throws IOException;

    /**
     * The file part begins; at most once per form.
     *
     * @param headers those of the part
     */
    default void fileBegins(HttpFields headers) throws IOException {}

    /** How many bytes of the file part there were so far. */
    default long fileBytes() {
        return 0;
    }

    /** Bytes of the file part; the buffer is only valid during the call. */
    default void fileData(ByteBuffer bytes) throws IOException {}
}
