/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedResolverTest {
    private final FakeResolver names = new FakeResolver();

    private static List<String> resolve(GuardedResolver resolver, String host) throws Exception {
        CompletableFuture<List<InetSocketAddress>> answer = new CompletableFuture<>();
        resolver.resolve(host, 80, Map.of(), Promise.from(answer::complete, answer::completeExceptionally));
        return answer.get(20, TimeUnit.SECONDS).stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
    }

    private GuardedResolver guarded(String... allowed) {
        return new GuardedResolver(names, new AllowedHosts(List.of(allowed)), Duration.ofSeconds(20), 1);
    }

    @Test
    void onlyTheGoodOfSeveralAddressesArePassedOnInOrder() throws Exception {
        names.answer("mixed.example", "10.0.0.1", "8.8.8.8", "::1", "1.1.1.1", "169.254.169.254");
        try (GuardedResolver resolver = guarded()) {
            assertThat(resolve(resolver, "mixed.example")).containsExactly("8.8.8.8", "1.1.1.1");
        }
    }

    @Test
    void onlyBadAddressesAreARefusal() {
        names.answer("bad.example", "10.0.0.1", "127.0.0.1");
        try (GuardedResolver resolver = guarded()) {
            assertThatThrownBy(() -> resolve(resolver, "bad.example"))
                    .hasCauseInstanceOf(ForbiddenAddressException.class);
        }
    }

    @Test
    void exemptHostKeepsAllItsAddresses() throws Exception {
        names.answer("files.lan", "10.0.0.1", "8.8.8.8");
        try (GuardedResolver resolver = guarded("files.lan:80")) {
            assertThat(resolve(resolver, "files.lan")).containsExactly("10.0.0.1", "8.8.8.8");
        }
    }

    @Test
    void oneLookUpServesCheckAndConnection() throws Exception {
        names.answer("rebind.example", "8.8.8.8");
        names.answer("rebind.example", "127.0.0.1");
        try (GuardedResolver resolver = guarded()) {
            assertThat(resolve(resolver, "rebind.example")).containsExactly("8.8.8.8");
            assertThat(names.asked()).hasSize(1);
            assertThatThrownBy(() -> resolve(resolver, "rebind.example"))
                    .hasCauseInstanceOf(ForbiddenAddressException.class);
        }
    }

    @Test
    void longListsAreCut() throws Exception {
        names.answer("many.example", "8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4", "8.8.8.5", "8.8.8.6");
        try (GuardedResolver resolver = guarded()) {
            assertThat(resolve(resolver, "many.example")).hasSize(GuardedResolver.MAX_ADDRESSES);
        }
    }

    @Test
    void noAddressAtAllIsAnUnknownHost() {
        try (GuardedResolver resolver =
                new GuardedResolver(host -> List.of(), new AllowedHosts(List.of()), Duration.ofSeconds(20), 1)) {
            assertThatThrownBy(() -> resolve(resolver, "none.example")).hasCauseInstanceOf(UnknownHostException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "[2606:4700:0:0:0:0:0:1111], 2606:4700:0:0:0:0:0:1111",
        "2606:4700::1111, 2606:4700:0:0:0:0:0:1111",
        "8.8.8.8, 8.8.8.8",
        "134744072, 8.8.8.8",
        "0x8.010.2056, 8.8.8.8",
    })
    void addressIsReadAndNeverLookedUp(String host, String address) throws Exception {
        try (GuardedResolver resolver = guarded()) {
            assertThat(resolve(resolver, host)).containsExactly(address);
            assertThat(names.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4.5", "4294967296", "256.0.0.1", "08", "host.1", "host.0x7f"})
    void numbersThatAreNoAddressAreRefusedAndNeverLookedUp(String host) {
        names.answer(host, "8.8.8.8");
        try (GuardedResolver resolver = guarded()) {
            assertThatThrownBy(() -> resolve(resolver, host)).hasCauseInstanceOf(ForbiddenAddressException.class);
            assertThat(names.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a.localhost", "LOCALHOST"})
    void localhostIsLoopbackWhateverNameServersSay(String host) {
        names.answer(host, "8.8.8.8");
        try (GuardedResolver resolver = guarded()) {
            assertThatThrownBy(() -> resolve(resolver, host)).hasCauseInstanceOf(ForbiddenAddressException.class);
            assertThat(names.asked()).isEmpty();
        }
    }

    @Test
    void exemptLocalhostIsLookedUp() throws Exception {
        names.answer("localhost", "127.0.0.1");
        try (GuardedResolver resolver = guarded("localhost")) {
            assertThat(resolve(resolver, "localhost")).containsExactly("127.0.0.1");
        }
    }

    @Test
    void stuckLookUpsTimeOutAndNeverQueueUp() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        HostResolver hanging = host -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        try (GuardedResolver resolver =
                new GuardedResolver(hanging, new AllowedHosts(List.of()), Duration.ofMillis(50), 1)) {
            for (int i = 0; i < 8; i++) {
                assertThatThrownBy(() -> resolve(resolver, "slow.example")).hasCauseInstanceOf(TimeoutException.class);
            }
        } finally {
            stuck.countDown();
        }
    }
}
