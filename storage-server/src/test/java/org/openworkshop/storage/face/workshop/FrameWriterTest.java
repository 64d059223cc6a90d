/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private final ByteArrayEndPoint connection = new ByteArrayEndPoint(new byte[0], 4);
    private final FrameWriter writer = new FrameWriter(connection);
    private final List<Object> told = new ArrayList<>();

    @Test
    void frameThatFitsIsWrittenAtOnce() {
        writer.text(frame("abcd"), told::add);

        assertThat(taken()).isEqualTo("abcd");
        assertThat(told).containsExactly(true);
    }

    @Test
    void controlFramesGoBetweenTextsAndNeverInto() {
        writer.text(frame("abcdefgh"), told::add);
        writer.ping();
        writer.pong(ByteBuffer.wrap(new byte[] {7}));

        assertThat(told).isEmpty();
        assertThat(taken()).isEqualTo("abcd");
        assertThat(taken()).isEqualTo("efgh");
        assertThat(told).containsExactly(true);
        assertThat(taken()).isEqualTo("\u008a\u0001\u0007\u0089");
        assertThat(taken()).isEqualTo("\u0000");
    }

    @Test
    void onlyTheLastOfSeveralPongsIsHeld() {
        writer.text(frame("abcdefgh"), told::add);
        for (byte i = 0; i < 100; i++) {
            writer.pong(ByteBuffer.wrap(new byte[] {i}));
            writer.ping();
        }

        assertThat(taken() + taken()).isEqualTo("abcdefgh");
        assertThat(taken() + taken()).isEqualTo("\u008a\u0001c\u0089\u0000");
        assertThat(taken()).isEmpty();
    }

    @Test
    void endComesAfterTheFrameUnderWayAndNothingAfterIt() {
        writer.text(frame("abcdefgh"), told::add);
        writer.ping();
        writer.finish(() -> told.add("end"));
        assertThat(told).isEmpty();

        assertThat(taken() + taken()).isEqualTo("abcdefgh");
        assertThat(told).containsExactly(true, "end");
        writer.text(frame("more"), told::add);
        writer.ping();
        writer.finish(() -> told.add("again"));
        assertThat(taken()).isEmpty();
        assertThat(told).containsExactly(true, "end", "again");
    }

    @Test
    void connectionThatFailsIsToldAndEnded() {
        writer.text(frame("abcdefgh"), told::add);
        writer.finish(() -> told.add("end"));
        connection.close();

        assertThat(told).containsExactly(false, "end");
        assertThat(connection.isOpen()).isFalse();
    }

    private static ByteBuffer frame(String bytes) {
        return ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What the client takes now; the connection has room for four bytes more then. */
    private String taken() {
        return StandardCharsets.ISO_8859_1.decode(connection.takeOutput()).toString();
    }
}
