/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromqlQueryTest {
    private static final Map<String, Set<String>> SERIES =
            Map.of("a_total", Set.of("way"), "b_bucket", Set.of("le", "queue"), "c", Set.of());

    @Test
    void metricsAndLabelsOfAnExpressionAreFound() {
        PromqlQuery query = new PromqlQuery(
                "sum by (way, job) (rate(a_total{way=~\"x|y\", job=\"$job\"}[$__rate_interval]))"
                        + " / on (job) group_left () 2 * c{} offset 5m > bool 0.5 unless predict_linear(c[6h], 24 * 3600) and c");
        assertThat(query.metrics()).isEqualTo(Map.of("a_total", Set.of("way", "job"), "c", Set.of()));
        assertThat(query.grouped()).containsExactlyInAnyOrder("way", "job");
        assertThat(query.faults(SERIES, Set.of("way"))).isEmpty();
    }

    @Test
    void whatTheServerDoesNotHaveIsAFault() {
        assertThat(new PromqlQuery("rate(a[5m])").faults(SERIES, Set.of())).containsExactly("no such metric: a");
        assertThat(new PromqlQuery("a_total{queue='x'}").faults(SERIES, Set.of()))
                .containsExactly("a_total has no label queue");
        assertThat(new PromqlQuery("sum(b_bucket) by (le, way)").faults(SERIES, Set.of()))
                .containsExactly("none of [b_bucket] has the label way");
        assertThat(new PromqlQuery("c").faults(SERIES, Set.of("queue")))
                .containsExactly("none of [c] has the label queue");
        assertThat(new PromqlQuery("1 + 1").faults(SERIES, Set.of())).containsExactly("names no metric");
    }

    @Test
    void labelsInTextsAreFound() {
        assertThat(PromqlQuery.labelsIn("{{way}} of {{ $labels.queue }}: {{ $value | humanize }}"))
                .containsExactlyInAnyOrder("way", "queue");
    }
}
