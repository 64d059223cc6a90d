/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.ImageConfig;

class ImageMutationTest {
    private static final int MUTATIONS = 3_000;

    @TempDir
    Path directory;

    @Test
    void damagedFilesAreConvertedOrRefusedAndNothingElse() throws IOException {
        ImageConverter converter = new ImageConverter(new ImageConfig(250_000, 80, 0));
        List<byte[]> samples = new ArrayList<>(Samples.oneOfEach(24, 16).values());
        samples.add(Samples.animatedGif(24, 16));
        samples.add(Samples.withExif(samples.get(0), 6));
        samples.add(Samples.withProfile(samples.get(0), Samples.linearProfile()));
        Random random = new Random(20_261_120);
        Path source = directory.resolve("source");
        Path target = directory.resolve("target");
        int converted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutate(samples.get(i % samples.size()), random);
            Files.write(source, mutant);
            try {
                converter.toWebp(source, target);
                Conversion.decoded(Files.readAllBytes(target));
                Files.delete(target);
                converted++;
            } catch (ImageException e) {
                assertThat(target).doesNotExist();
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("mutation " + i + ": " + HexFormat.of().formatHex(mutant), e);
            }
            // A new file each time: overwriting one makes some file systems flush it.
            Files.delete(source);
        }
        assertThat(converted).isBetween(1, MUTATIONS - 1);
    }

    /** Changes a few bytes, more often near the beginning, where the headers are; sometimes cuts or doubles a piece. */
    private static byte[] mutate(byte[] sample, Random random) {
        byte[] mutant = sample.clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            int reach = random.nextBoolean() ? Math.min(64, mutant.length) : mutant.length;
            int at = random.nextInt(reach);
            mutant[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xff;
                case 1 -> 0;
                case 2 -> (byte) (mutant[at] ^ 1 << random.nextInt(8));
                default -> (byte) random.nextInt(256);
            };
        }
        return switch (random.nextInt(10)) {
            case 0 -> Arrays.copyOf(mutant, random.nextInt(mutant.length));
            case 1 -> {
                int from = random.nextInt(mutant.length);
                int to = from + random.nextInt(mutant.length - from);
                yield Samples.inserted(mutant, to, Arrays.copyOfRange(mutant, from, to));
            }
            default -> mutant;
        };
    }
}
