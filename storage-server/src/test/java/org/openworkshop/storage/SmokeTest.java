/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import org.junit.jupiter.api.Test;

class SmokeTest {
    @Test
    void runs() {}
}
