/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import org.openworkshop.storage.config.DownloadConfig;
import org.openworkshop.storage.storage.Area;

/**
 * What the operator wants answers to say.
 *
 * @param download how files are sent
 * @param accelRedirectPrefix path prefix of the internal location from which nginx sends the files; empty when we send them
 */
public record AnswerPolicy(DownloadConfig download, String accelRedirectPrefix) {
    /** The value of {@code Cache-Control} of a free file; empty for none. */
    String cacheControl(Area area) {
        return switch (area) {
            case ARCHIVE -> download.cacheControl().archive();
            case RESOURCE -> download.cacheControl().resource();
            case AVATAR -> download.cacheControl().avatar();
        };
    }

    /** Whether somebody else sends the files. */
    boolean redirects() {
        return !accelRedirectPrefix.isEmpty();
    }
}
