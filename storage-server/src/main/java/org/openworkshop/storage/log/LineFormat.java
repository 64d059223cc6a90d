/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

/** How an event becomes a line. */
interface LineFormat {
    /** One line without its end; holds no control characters. */
    String line(LogEvent event);
}
