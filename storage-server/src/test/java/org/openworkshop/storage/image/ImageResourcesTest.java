/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.ImageConfig;

class ImageResourcesTest {
    @TempDir
    Path directory;

    @Test
    void filesAreClosedAfterSuccessAndRefusal() throws Exception {
        Conversion conversion = new Conversion(directory);
        for (byte[] sample : Samples.oneOfEach(32, 32).values()) {
            conversion.picture(sample);
            conversion.refusal(Arrays.copyOf(sample, sample.length / 2));
        }

        assertThat(openFilesBelow(directory)).isEmpty();
    }

    @Test
    void nothingIsWrittenBesideTheTarget() throws Exception {
        Conversion conversion = new Conversion(directory);
        for (byte[] sample : Samples.oneOfEach(32, 32).values()) {
            conversion.picture(sample);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("source.txt", "target.bin");
        }
        assertThat(ImageIO.getUseCache()).isFalse();
        assertThat(System.getProperty("java.awt.headless")).isEqualTo("true");
    }

    @Test
    void conversionsBeyondTheBudgetWaitForMemory() throws Exception {
        DecodeBudget budget = new DecodeBudget(10 << 20);
        DecodeBudget.Share first = budget.take(6 << 20);
        AtomicInteger taken = new AtomicInteger();
        Thread waiting = new Thread(() -> {
            try (DecodeBudget.Share second = budget.take(6 << 20)) {
                taken.incrementAndGet();
            } catch (IOException e) {
                taken.set(-1);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        assertThat(taken).hasValue(0);

        first.close();

        waiting.join();
        assertThat(taken).hasValue(1);
    }

    @Test
    void moreThanTheBudgetIsGrantedAlone() throws Exception {
        DecodeBudget budget = new DecodeBudget(10 << 20);

        budget.take(1L << 40).close();
        budget.take(0).close();

        assertThat(budget.take(10 << 20)).isNotNull();
    }

    @Test
    void interruptEndsTheWaitForMemoryAndIsKept() throws Exception {
        DecodeBudget budget = new DecodeBudget(1 << 20);
        try (DecodeBudget.Share all = budget.take(1 << 20)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> budget.take(1)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void interruptedConversionIsNoVerdictAboutThePicture() throws Exception {
        ImageConverter converter = new ImageConverter(new ImageConfig(1_000_000, 80, 4));
        Path source = Files.write(
                directory.resolve("picture"),
                Samples.written(Samples.quadrants(64, 48, BufferedImage.TYPE_INT_RGB), "png"));
        Path target = directory.resolve("target");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> converter.toWebp(source, target)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(target).doesNotExist();
    }

    /** The operating system's own list of what this process has open. */
    private static List<String> openFilesBelow(Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(ImageResourcesTest::nameOf)
                    .filter(name -> name.startsWith(directory.toString()))
                    .toList();
        }
    }

    private static String nameOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
