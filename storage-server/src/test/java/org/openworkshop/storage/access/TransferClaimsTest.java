/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferClaimsTest {

    @Test
    void textIsNotTrimmedAndNumbersAreText() {
        assertThat(of(" a ").text("x")).isEqualTo(" a ");
        assertThat(of("").text("x")).isEmpty();
        assertThat(of(17).text("x")).isEqualTo("17");
        assertThat(of(new BigInteger("123456789012345678901")).text("x")).isEqualTo("123456789012345678901");
        assertThat(of(true).text("x")).isNull();
        assertThat(of(List.of("a")).text("x")).isNull();
        assertThat(of(null).text("x")).isNull();
        assertThat(of("a").text("y")).isNull();
    }

    @Test
    void wholeNumbersAreReadFromNumbersAndDigits() {
        assertThat(of(5).integer("x")).hasValue(5);
        assertThat(of(-5L).integer("x")).hasValue(-5);
        assertThat(of(new BigDecimal("3.99")).integer("x")).hasValue(3);
        assertThat(of(new BigDecimal("-3.99")).integer("x")).hasValue(-3);
        assertThat(of(" +7 ").integer("x")).hasValue(7);
        assertThat(of("-0012").integer("x")).hasValue(-12);
    }

    @Test
    void numbersBeyondALongBecomeTheNearest() {
        assertThat(of(BigInteger.TEN.pow(30)).integer("x")).hasValue(Long.MAX_VALUE);
        assertThat(of(BigInteger.TEN.pow(30).negate()).integer("x")).hasValue(Long.MIN_VALUE);
        assertThat(of(new BigDecimal("1e999999999")).integer("x")).hasValue(Long.MAX_VALUE);
        assertThat(of(new BigDecimal("1e-999999999")).integer("x")).hasValue(0);
        assertThat(of("9".repeat(40)).integer("x")).hasValue(Long.MAX_VALUE);
        assertThat(of("-" + "9".repeat(40)).integer("x")).hasValue(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "1.5", "1e3", "0x10", "five", "1 2", "٣"})
    void otherTextIsNoNumber(String text) {
        assertThat(of(text).integer("x")).isEqualTo(OptionalLong.empty());
    }

    @Test
    void truthNullAndStructureAreNoNumbers() {
        assertThat(of(true).integer("x")).isEmpty();
        assertThat(of(null).integer("x")).isEmpty();
        assertThat(of(List.of(1)).integer("x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", "' yes ',true", "on,true", "1,true", "false,false", "0,false", "'',false"})
    void textCanBeAFlag(String text, boolean expected) {
        assertThat(of(text).flag("x")).isEqualTo(expected);
    }

    @Test
    void flagsAreTrueNumbersOrTruth() {
        assertThat(of(true).flag("x")).isTrue();
        assertThat(of(1).flag("x")).isTrue();
        assertThat(of(0).flag("x")).isFalse();
        assertThat(of(false).flag("x")).isFalse();
        assertThat(of(null).flag("x")).isFalse();
        assertThat(of(Map.of("a", 1)).flag("x")).isFalse();
        assertThat(of(true).flag("y")).isFalse();
    }

    @Test
    void presenceMeansAValue() {
        assertThat(of("").has("x")).isTrue();
        assertThat(of(null).has("x")).isFalse();
        assertThat(of(1).has("y")).isFalse();
    }

    @Test
    void whatIsNoObjectIsAnEmptyOne() {
        assertThat(of(Map.of("a", 1)).object("x")).containsExactly(Map.entry("a", 1));
        assertThat(of(List.of()).object("x")).isEmpty();
        assertThat(of(null).object("x")).isEmpty();
    }

    @Test
    @SuppressWarnings("unchecked")
    void viewIsImmutableInDepth() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> nested = new HashMap<>(Map.of("list", list));
        TransferClaims claims = of(nested);
        list.add(2);
        nested.put("more", 1);

        assertThat(claims.object("x")).containsExactly(Map.entry("list", List.of(1)));
        assertThatThrownBy(() -> claims.context().put("y", 1)).isInstanceOf(UnsupportedOperationException.class);
        Map<String, Object> object =
                (Map<String, Object>) Objects.requireNonNull(claims.context().get("x"));
        assertThatThrownBy(object::clear).isInstanceOf(UnsupportedOperationException.class);
        List<Object> inner = (List<Object>) Objects.requireNonNull(object.get("list"));
        assertThatThrownBy(() -> inner.add(1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void printedFormHasNoValues() {
        assertThat(of("confidential")).hasToString("TransferClaims[x]");
    }

    @Test
    void onlyPlainJsonIsCopied() {
        assertThatThrownBy(() -> PlainJson.copyOf(Map.of("x", new StringBuilder("secret"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PlainJson.copyOf(Map.of(1, "x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlainJson.copyOf(Map.of("x", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TransferClaims of(@Nullable Object value) {
        Map<String, Object> payload = new HashMap<>();
        payload.put("x", value);
        return TransferClaims.of(payload);
    }
}
