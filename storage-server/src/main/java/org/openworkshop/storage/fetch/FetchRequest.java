/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to fetch, and where to.
 *
 * @param url as from {@link FetchUrl#parse}; a fragment is ignored
 * @param target the file to create or overwrite, or to go on with; its folder must exist, and nothing but a regular file
 *     may be there
 * @param maxBytes most bytes to accept, those resumed included; 0 or less for no limit
 * @param resume how far an earlier fetch of this URL into this file came, null to begin
 */
public record FetchRequest(
        URI url, Path target, long maxBytes, @Nullable ResumePoint resume) {}
