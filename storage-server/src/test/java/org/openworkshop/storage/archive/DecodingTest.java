/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What is said of a decoder's failure. */
class DecodingTest {
    private static final Decoding.Subject ENTRY = Decoding.Subject.entry("a.txt");

    /** A decoder that fails. */
    private static final class Failing extends InputStream {
        private final Exception failure;

        Failing(Exception failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }

    private static String said(Decoding.Subject subject, InputStream in) {
        ArchiveException refusal =
                catchThrowableOfType(ArchiveException.class, () -> Decoding.read(subject, in, new byte[9]));
        assertThat(refusal).isNotNull();
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void aFaultOfTheDecoderIsNotTold() {
        assertThat(said(ENTRY, new Failing(new ArrayIndexOutOfBoundsException("Index 7"))))
                .isEqualTo("Entry \"a.txt\" is damaged");
    }

    @Test
    void aFaultOfTheDecoderOfTheStreamAroundIsNotToldEither() {
        InputStream stream = new CompressedInput(new Failing(new ArrayIndexOutOfBoundsException("Index 7")));
        assertThat(said(ENTRY, stream))
                .isEqualTo("The archive's compressed stream is damaged (reached: entry \"a.txt\")");
        assertThat(said(Decoding.Subject.ARCHIVE, stream)).isEqualTo("The archive's compressed stream is damaged");
    }

    @Test
    void aFaultThatALibraryWrapsIsNotTold() {
        IOException wrapped = new IOException(new IllegalStateException("state"));
        assertThat(said(ENTRY, new Failing(wrapped))).isEqualTo("Entry \"a.txt\" is damaged");
    }

    @Test
    void whatADecoderSaysItselfIsToldAlsoWhenItIsWrapped() {
        IOException said = new IOException("bad header");
        assertThat(said(ENTRY, new Failing(said)))
                .startsWith("Entry \"a.txt\" is damaged: ")
                .contains("bad header");
        assertThat(said(ENTRY, new Failing(new IOException(said))))
                .startsWith("Entry \"a.txt\" is damaged: ")
                .contains("bad header")
                .doesNotContain("IOException");
        assertThat(said(ENTRY, new CompressedInput(new Failing(said))))
                .startsWith("The archive's compressed stream is damaged: ")
                .contains("bad header")
                .endsWith(" (reached: entry \"a.txt\")");
    }
}
