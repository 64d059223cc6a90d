/* SPDX-License-Identifier: MPL-2.0 */
/**
 * The log of the process: what SLF4J is given by all rooms and libraries becomes one line per event, as text or JSON, on standard
 * error or in the access log's own file. Rooms log through SLF4J and need nothing of this one; they write a plain sentence and
 * then the data, {@code LOG.info("Job expired job={}", id)}. What values hold is not trusted: it is escaped and bounded here.
 * Knows nothing of settings.
 */
@NullMarked
package org.openworkshop.storage.log;

import org.jspecify.annotations.NullMarked;
