/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.Assertions;

class SizeAndDurationTest {
    private static final Surroundings ANY = new Surroundings(Map.of(), Path.of("/base"), 2);
    private static final SizeType SIZE = new SizeType(0, Long.MAX_VALUE);
    private static final DurationType DURATION = new DurationType(Duration.ZERO, Duration.ofDays(1_000_000));

    @Property
    void writtenSizesReadBackAsTheSame(@ForAll @LongRange(min = 0) long bytes) throws BadValueException {
        assertThat(SIZE.fromText(SizeType.format(bytes), ANY)).isEqualTo(bytes);
    }

    @Property
    void sizeIsNumberTimesUnit(@ForAll @LongRange(min = 0, max = 9000) long number, @ForAll Unit unit)
            throws BadValueException {
        BigInteger expected = BigInteger.valueOf(number).multiply(unit.bytes());
        String text = number + (number % 2 == 0 ? " " : "") + (number % 3 == 0 ? unit.name() : unit.folded());
        if (expected.bitLength() < 64) {
            assertThat(SIZE.fromText(text, ANY)).isEqualTo(expected.longValueExact());
        } else {
            assertThatThrownBy(() -> SIZE.fromText(text, ANY)).hasMessageContaining("out of bounds");
        }
    }

    @Property
    void writtenDurationsReadBackAsTheSame(@ForAll @LongRange(min = 0, max = 86_400_000_000_000L) long millis)
            throws BadValueException {
        Duration duration = Duration.ofMillis(millis);

        assertThat(DURATION.fromText(DurationType.format(duration), ANY)).isEqualTo(duration);
    }

    @Property
    void durationIsTheSumOfItsParts(@ForAll @Size(5) long[] anything) throws BadValueException {
        long[] n = new long[5];
        for (int i = 0; i < 5; i++) {
            n[i] = Math.floorMod(anything[i], 1000L);
        }
        String text = n[0] + "d " + n[1] + "h" + n[2] + "m " + n[3] + " s" + n[4] + "ms";

        Duration expected = Duration.ofDays(n[0])
                .plusHours(n[1])
                .plusMinutes(n[2])
                .plusSeconds(n[3])
                .plusMillis(n[4]);
        assertThat(DURATION.fromText(text, ANY)).isEqualTo(expected);
    }

    @Property
    void noTextMakesTheReadersFailUnforeseen(@ForAll @StringLength(max = 30) String text) {
        readsOrRefuses(SIZE, text);
        readsOrRefuses(DURATION, text);
        readsOrRefuses(new IntegerType(0, 10, true), text);
        readsOrRefuses(new ListType<>(new CidrType()), text);
        readsOrRefuses(new ListType<>(new HostPortType()), text);
        readsOrRefuses(new HostType(), text);
        readsOrRefuses(UrlType.base(), text);
        readsOrRefuses(PathType.folder(), text);
        readsOrRefuses(SecretType.bcryptHash(), text);
    }

    private static void readsOrRefuses(ValueType<?> type, String text) {
        try {
            type.fromText(text, ANY);
        } catch (BadValueException refused) {
            assertThat(refused.what()).isNotBlank();
            assertThat(refused.expected()).isNotBlank();
        }
    }

    @Example
    void sizesWithFractionsAreExact() throws BadValueException {
        assertThat(SIZE.fromText("1.5 GiB", ANY)).isEqualTo(1_610_612_736L);
        refused(SIZE, "0.3 B", "no whole number of bytes");
    }

    @Example
    void thingsThatAreNoSizeAreRefused() {
        for (String text : new String[] {"", " ", "GiB", "-1", "1e3", "5  GiB", "5 GiB ", "5 G iB", "0x10", "٣"}) {
            refused(SIZE, text, "no size");
        }
        refused(SIZE, "5G", "unknown unit");
        refused(SIZE, "9223372036854775808", "out of bounds");
        refused(new SizeType(10, 20), "9", "out of bounds");
        refused(new SizeType(10, 20), "21", "out of bounds");
    }

    @Example
    void durationsOfTheContractAreRead() throws BadValueException {
        assertThat(DURATION.fromText("3h", ANY)).isEqualTo(Duration.ofHours(3));
        assertThat(DURATION.fromText("250ms", ANY)).isEqualTo(Duration.ofMillis(250));
        assertThat(DURATION.fromText("10m", ANY)).isEqualTo(Duration.ofMinutes(10));
        assertThat(DURATION.fromText("1.5h", ANY)).isEqualTo(Duration.ofMinutes(90));
        assertThat(DURATION.fromText("90", ANY)).isEqualTo(Duration.ofSeconds(90));
        assertThat(DURATION.fromText("0.25", ANY)).isEqualTo(Duration.ofMillis(250));
        assertThat(DURATION.fromToml(90L, ANY)).isEqualTo(Duration.ofSeconds(90));
        assertThat(DURATION.fromToml(0.25, ANY)).isEqualTo(Duration.ofMillis(250));
    }

    @Example
    void thingsThatAreNoDurationAreRefused() {
        for (String text : new String[] {"", " ", "h", "-1", "-1h", "1h 2h", "1m 1h", " 1h", "1h ", "1h  1m", "PT3H"}) {
            refused(DURATION, text, "no duration");
        }
        refused(DURATION, "3 hours", "unknown unit");
        refused(DURATION, "3H", "unknown unit");
        refused(DURATION, "0.5ms", "finer than a millisecond");
        refused(new DurationType(Duration.ofSeconds(1), Duration.ofSeconds(2)), "999ms", "0.999 seconds");
        refused(new DurationType(Duration.ofSeconds(1), Duration.ofSeconds(2)), "3s", "out of bounds");
        assertThatThrownBy(() -> DURATION.fromToml(Double.NaN, ANY)).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> DURATION.fromToml(1e300, ANY)).isInstanceOf(BadValueException.class);
    }

    private static void refused(ValueType<?> type, String text, String why) {
        Assertions.assertThatThrownBy(() -> type.fromText(text, ANY))
                .as("<%s>", text)
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining(why);
    }

    enum Unit {
        B,
        KiB,
        MiB,
        GiB,
        TiB,
        PiB,
        KB,
        MB,
        GB,
        TB,
        PB;

        String folded() {
            return name().toLowerCase(Locale.ROOT);
        }

        BigInteger bytes() {
            int power = "BKMGTP".indexOf(name().charAt(0));
            return BigInteger.valueOf(name().contains("i") ? 1024 : 1000).pow(power);
        }
    }
}
