/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A secret, given as it is, as {@code file:/path} (the file's text without its last line end) or as {@code env:NAME}.
 * References are followed once: what they lead to is the secret itself. Messages name the reference, never the secret.
 */
final class SecretType extends TextType<Secret> {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MIN_KEY_BYTES = 32;
    private static final int MAX_COST = 18;
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");
    private static final String HASH = "a bcrypt hash ($2a$, $2b$ or $2y$)";
    private static final String MADE_BY = "`java -jar token-gen.jar`";

    private final Form form;
    private final String what;

    /** The rule for the text itself; its complaints must not repeat the secret. */
    interface Form {
        void check(String secret) throws BadValueException;
    }

    private SecretType(Form form, String what) {
        this.form = form;
        this.what = what;
    }

    /**
     * A secret of another form.
     *
     * @param what names it, "a …"
     */
    static SecretType of(Form form, String what) {
        return new SecretType(form, what);
    }

    /** A key for HS256, at least 32 bytes of UTF-8 (RFC 7518, section 3.2). */
    static SecretType signingKey() {
        return new SecretType(SecretType::checkKey, "a text of at least " + MIN_KEY_BYTES + " bytes");
    }

    /** A bcrypt hash in the form {@code $2a$}, {@code $2b$} or {@code $2y$}. */
    static SecretType bcryptHash() {
        return new SecretType(SecretType::checkHash, HASH);
    }

    /** The same, or the empty text for none. */
    static SecretType optionalBcryptHash() {
        return new SecretType(SecretType::checkHashIfAny, HASH + ", or the empty text");
    }

    @Override
    Secret read(String text, Surroundings surroundings) throws BadValueException {
        String secret = text;
        if (text.startsWith("file:")) {
            secret = fromFile(text.substring("file:".length()), surroundings);
        } else if (text.startsWith("env:")) {
            secret = fromEnvironment(text.substring("env:".length()), surroundings);
        }
        form.check(secret);
        return new Secret(secret);
    }

    private static String fromEnvironment(String name, Surroundings surroundings) throws BadValueException {
        String value = surroundings.environment().get(name);
        if (value == null) {
            throw new BadValueException(
                    "refers to the environment variable " + TomlText.shown(name) + ", which is not set", "set it");
        }
        return value;
    }

    private static String fromFile(String name, Surroundings surroundings) throws BadValueException {
        String subject = "refers to the file " + TomlText.shown(name);
        Path file;
        try {
            file = surroundings.workingDirectory().resolve(name);
        } catch (InvalidPathException e) {
            throw new BadValueException(subject + ", which is no path", "use file:/path");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            FileFault fault = FileFault.ofReading(file, e);
            throw new BadValueException(subject + ", which " + fault.what(), fault.expected());
        }
        if (bytes.length > MAX_BYTES) {
            throw new BadValueException(subject + ", which is over 64 KiB", "use a file with nothing but the value");
        }
        try {
            return withoutLastLineEnd(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new BadValueException(subject + ", which is not UTF-8 text", "use a text file");
        }
    }

    private static String withoutLastLineEnd(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static void checkKey(String key) throws BadValueException {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MIN_KEY_BYTES) {
            throw new BadValueException(
                    "is " + bytes + " bytes long, and HS256 needs at least " + MIN_KEY_BYTES,
                    "use a random secret, the same one as in Manager's settings; " + MADE_BY + " makes one");
        }
        if (key.indexOf('\n') >= 0 || key.indexOf('\r') >= 0) {
            throw new BadValueException("holds a line end", "use one line of text");
        }
    }

    private static void checkHashIfAny(String hash) throws BadValueException {
        if (!hash.isEmpty()) {
            checkHash(hash);
        }
    }

    private static void checkHash(String hash) throws BadValueException {
        if (!BCRYPT.matcher(hash).matches()) {
            boolean nearly = hash.startsWith("$2");
            throw new BadValueException(
                    nearly
                            ? "looks like a bcrypt hash, but is not a whole one of the form $2a$, $2b$ or $2y$"
                            : "is no bcrypt hash; is it the plain token, or did a shell replace the $ signs?",
                    "use the hash (60 characters, beginning with $2a$) that " + MADE_BY
                            + " prints next to the token; quote it with ' in shells, or use file:/path");
        }
        int cost = Integer.parseInt(hash.substring(4, 6));
        if (cost < 4 || cost > MAX_COST) {
            throw new BadValueException(
                    "is a bcrypt hash of cost " + cost, "use a cost of 4 to " + MAX_COST + "; 12 is usual");
        }
    }

    @Override
    public String toToml(Secret value, Object raw) {
        boolean reference = raw instanceof String text && (text.startsWith("file:") || text.startsWith("env:"));
        String shown = value.reveal().isEmpty() ? "" : value.toString();
        return TomlText.quote(reference ? raw.toString() : shown);
    }

    @Override
    public String accepts() {
        return what + ", or \"file:/path\", or \"env:NAME\"";
    }
}
