/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** The program in this process: what it is given, and what it said. Each run says it anew. */
final class TokenGen {
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    static final String SECRET = "a transfer secret of more than 32 bytes";

    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = {};
    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    TokenGen with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    TokenGen withSecret() {
        return with("OW_TOKENS_TRANSFER_JWT_SECRET", SECRET);
    }

    TokenGen typing(String text) {
        return typing(text.getBytes(StandardCharsets.UTF_8));
    }

    TokenGen typing(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    TokenGen at(Instant moment) {
        clock = Clock.fixed(moment, ZoneOffset.UTC);
        return this;
    }

    int run(String... args) {
        out.getBuffer().setLength(0);
        return run(new PrintWriter(out, true), args);
    }

    int run(PrintWriter to, String... args) {
        err.getBuffer().setLength(0);
        Input typed = new Input() {
            @Override
            public byte[] readSecret(String prompt) throws IOException {
                return readAll(MOST_SECRET_BYTES);
            }

            @Override
            public byte[] readAll(int mostBytes) throws IOException {
                if (input.length > mostBytes) {
                    throw new IOException("more than " + mostBytes + " bytes");
                }
                return input.clone();
            }
        };
        return Main.run(args, new Surroundings(to, new PrintWriter(err, true), typed, environment, clock));
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
