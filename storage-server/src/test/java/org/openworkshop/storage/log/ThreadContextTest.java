/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ThreadContextTest {
    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void threadsOfPoolsDoNotInheritTheJobTheyWereMadeFor() throws InterruptedException {
        AtomicReference<String> seen = new AtomicReference<>("");
        MDC.put("job", "job-1");

        Thread thread = new Thread(() -> seen.set(MDC.get("job")));
        thread.start();
        thread.join();

        assertThat(seen.get()).isNull();
        assertThat(MDC.get("job")).isEqualTo("job-1");
    }

    @Test
    void valuesAreTakenBack() {
        MDC.put("job", "job-1");
        MDC.remove("job");
        MDC.pushByKey("step", "one");
        MDC.pushByKey("step", "two");

        assertThat(MDC.get("job")).isNull();
        assertThat(MDC.popByKey("step")).isEqualTo("two");
        assertThat(MDC.getMDCAdapter().getCopyOfDequeByKey("step")).containsExactly("one");
    }
}
