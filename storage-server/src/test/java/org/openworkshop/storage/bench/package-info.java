/* SPDX-License-Identifier: MPL-2.0 */
/** Measures what docs/performance.md states. Run with {@code mvn -Pbench verify}; no part of the test suite. */
@NullMarked
package org.openworkshop.storage.bench;

import org.jspecify.annotations.NullMarked;
