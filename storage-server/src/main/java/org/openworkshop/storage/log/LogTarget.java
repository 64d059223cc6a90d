/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

/** Where lines go. Thread-safe; never throws and never tells the caller of a failure. */
interface LogTarget {
    void write(LogEvent event);
}
