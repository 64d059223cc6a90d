/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

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

    /** Bytes of the file part, valid during the call; longer only for who retains the chunk, where it can be retained. */
    default void fileData(Content.Chunk chunk) throws IOException {}
}
