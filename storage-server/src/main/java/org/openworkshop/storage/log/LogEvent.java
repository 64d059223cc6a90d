/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Something that was logged: one line. */
record LogEvent(
        Instant time,
        Level level,
        String logger,
        LogStatement statement,
        @Nullable Throwable thrown) {}
