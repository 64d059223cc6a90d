/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Medians of what was measured in rounds. What is compared was measured in turns, so a ratio is taken in each round, where
 * the machine was as fast for both, and not of two medians.
 */
final class Median {
    private Median() {}

    static <R> double of(List<R> rounds, ToDoubleFunction<R> value) {
        double[] values = rounds.stream().mapToDouble(value).sorted().toArray();
        return values[values.length / 2];
    }

    /** The median of what a value of two makes of them in each round. */
    static <A, B> double ofPairs(List<A> first, List<B> second, ToDoubleBiFunction<A, B> value) {
        return of(
                IntStream.range(0, first.size()).boxed().toList(),
                i -> value.applyAsDouble(first.get(i), second.get(i)));
    }
}
