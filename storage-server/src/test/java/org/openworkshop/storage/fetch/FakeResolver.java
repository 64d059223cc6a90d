/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A name server under the test's control: answers in the order given, the last one for ever. */
final class FakeResolver implements HostResolver {
    private final Map<String, Deque<List<InetAddress>>> answers = new HashMap<>();
    private final Set<String> hanging = new HashSet<>();
    private final List<String> asked = new ArrayList<>();

    synchronized FakeResolver answer(String host, String... addresses) {
        answers.computeIfAbsent(host, name -> new ArrayDeque<>())
                .add(Stream.of(addresses).map(IpLiteral::parse).toList());
        return this;
    }

    /** Never answers for this host. */
    synchronized FakeResolver hang(String host) {
        hanging.add(host);
        return this;
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        if (hangs(host)) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return answered(host);
    }

    private synchronized boolean hangs(String host) {
        asked.add(host);
        return hanging.contains(host);
    }

    private synchronized List<InetAddress> answered(String host) throws UnknownHostException {
        Deque<List<InetAddress>> scripted = answers.get(host);
        if (scripted == null) {
            throw new UnknownHostException(host);
        }
        return scripted.size() > 1 ? scripted.poll() : scripted.peek();
    }

    /** Every host asked for, in order. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }
}
