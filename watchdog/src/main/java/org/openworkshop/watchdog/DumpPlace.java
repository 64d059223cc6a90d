/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.nio.file.Path;

/**
 * Whose threads are dumped, and where to.
 *
 * @param pidFile the file that holds the process number of the service; it may come and go
 * @param directory the folder of the dumps
 */
record DumpPlace(Path pidFile, Path directory) {}
