/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.MDCAdapter;

/**
 * What a thread is at work on, by name: SLF4J's MDC, whose values are part of every line that the thread logs. Threads that are
 * made meanwhile inherit nothing, because most are kept in pools and go on with the work of others.
 */
final class ThreadContext implements MDCAdapter {
    private final ThreadLocal<Map<String, @Nullable String>> values = ThreadLocal.withInitial(TreeMap::new);
    private final ThreadLocal<Map<String, Deque<String>>> stacks = ThreadLocal.withInitial(HashMap::new);

    @Override
    public void put(String key, @Nullable String value) {
        values.get().put(key, value);
    }

    @Override
    public @Nullable String get(String key) {
        return values.get().get(key);
    }

    @Override
    public void remove(String key) {
        values.get().remove(key);
    }

    @Override
    public void clear() {
        values.remove();
    }

    @Override
    public Map<String, @Nullable String> getCopyOfContextMap() {
        return new TreeMap<>(values.get());
    }

    @Override
    public void setContextMap(Map<String, @Nullable String> contextMap) {
        values.set(new TreeMap<>(contextMap));
    }

    @Override
    public void pushByKey(String key, String value) {
        stacks.get().computeIfAbsent(key, name -> new ArrayDeque<>()).push(value);
    }

    @Override
    public @Nullable String popByKey(String key) {
        Deque<String> stack = stacks.get().get(key);
        return stack == null ? null : stack.poll();
    }

    @Override
    public @Nullable Deque<String> getCopyOfDequeByKey(String key) {
        Deque<String> stack = stacks.get().get(key);
        return stack == null ? null : new ArrayDeque<>(stack);
    }

    @Override
    public void clearDequeByKey(String key) {
        stacks.get().remove(key);
    }
}
