/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openworkshop.tokengen.python.PythonValue;
import org.openworkshop.tokengen.python.PythonValue.Int;
import org.openworkshop.tokengen.python.PythonValue.Real;
import org.openworkshop.tokengen.python.PythonValue.Text;

/** Turns values of the Python service into ones that the server accepts, as TOML source. */
final class ValueConversions {
    private static final int LEAST_SECRET_BYTES = 32;
    private static final BigInteger KIBI = BigInteger.valueOf(1024);
    private static final BigInteger MOST_BYTES = KIBI.pow(5);
    private static final BigInteger MOST_OF_A_UNIT = BigInteger.valueOf(10_000);
    private static final String[] UNITS = {"", " KiB", " MiB", " GiB", " TiB", " PiB"};
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(?:0[4-9]|1[0-8])\\$[./A-Za-z0-9]{53}");

    private final SecretGenerator secrets;
    private final int cost;
    private final @Nullable Path folder;

    /**
     * A value as TOML source.
     *
     * @param remark what its reader should know, or empty
     */
    record Converted(String literal, String remark) {}

    /** One way to convert. */
    @FunctionalInterface
    interface Conversion {
        /** The value for the server. */
        Converted convert(PythonValue value) throws NotCarriedException;
    }

    /**
     * @param cost bcrypt's, for tokens that stand there in plain
     * @param folder where relative paths begin, null when that is not known
     */
    ValueConversions(SecretGenerator secrets, int cost, @Nullable Path folder) {
        this.secrets = secrets;
        this.cost = cost;
        this.folder = folder;
    }

    Converted folder(PythonValue value) throws NotCarriedException {
        String text = text(value);
        if (text.isBlank() || text.startsWith("~")) {
            throw new NotCarriedException(text.isBlank() ? "is empty" : "begins with ~, which is not expanded");
        }
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return quoted(text);
            }
            if (folder == null) {
                return new Converted(TomlText.quote(text), "Relative: it begins where the server is started.");
            }
            return new Converted(
                    TomlText.quote(folder.resolve(path).normalize().toString()),
                    "Was relative, and is taken to begin where the configuration lies. Check it.");
        } catch (InvalidPathException e) {
            throw new NotCarriedException("is no path");
        }
    }

    Converted baseUrl(PythonValue value) throws NotCarriedException {
        return url(text(value), false);
    }

    /** An address that may be empty, or None. */
    Converted urlOrNothing(PythonValue value) throws NotCarriedException {
        boolean nothing = value.plain() instanceof PythonValue.None;
        return nothing || text(value).isEmpty() ? quoted("") : url(text(value), true);
    }

    /** Follows the rules of the server's own reader. */
    private static Converted url(String text, boolean target) throws NotCarriedException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new NotCarriedException("is no URL");
        }
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new NotCarriedException(text.isEmpty() ? "is empty" : "does not begin with http:// or https://");
        }
        if (String.valueOf(uri.getRawAuthority()).contains("@")) {
            throw new NotCarriedException("holds credentials, which the server does not take from a URL");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
            throw new NotCarriedException("has no host, or a host or port that the server does not accept");
        }
        if (uri.getRawFragment() != null || (!target && uri.getRawQuery() != null)) {
            throw new NotCarriedException("has a query or a fragment");
        }
        return quoted(text);
    }

    /** A length of time within the server's bounds, in seconds. */
    static Conversion seconds(double least, double most) {
        return value -> {
            BigDecimal seconds = number(value);
            if (seconds.doubleValue() < least || seconds.doubleValue() > most) {
                throw new NotCarriedException("is " + shown(seconds) + ", and the server accepts "
                        + shown(BigDecimal.valueOf(least)) + " to " + shown(BigDecimal.valueOf(most)) + " seconds");
            }
            return new Converted(shown(seconds.setScale(3, RoundingMode.HALF_UP)), "");
        };
    }

    Converted bytes(PythonValue value) throws NotCarriedException {
        BigDecimal number = number(value);
        if (number.signum() < 0 || number.stripTrailingZeros().scale() > 0) {
            throw new NotCarriedException("is " + shown(number) + ", which is no number of bytes");
        }
        BigInteger rest = number.toBigInteger();
        if (rest.compareTo(MOST_BYTES) > 0) {
            throw new NotCarriedException("is more than 1 PiB; 0 turns the limit off");
        }
        int unit = 0;
        while (rest.signum() > 0 && rest.mod(KIBI).signum() == 0) {
            rest = rest.divide(KIBI);
            unit++;
        }
        boolean readable = unit > 0 && rest.compareTo(MOST_OF_A_UNIT) < 0;
        return new Converted(
                readable
                        ? TomlText.quote(rest + UNITS[unit])
                        : number.toBigInteger().toString(),
                "");
    }

    Converted signingKey(PythonValue value) throws NotCarriedException {
        String text = text(value);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < LEAST_SECRET_BYTES) {
            throw new NotCarriedException("is " + length + " bytes long, and HS256 needs at least " + LEAST_SECRET_BYTES
                    + ": give Manager and the server a new one; token-gen without arguments makes it");
        }
        if (text.chars().anyMatch(c -> c == '\n' || c == '\r')) {
            throw new NotCarriedException("holds a line end");
        }
        return literalSecret(text);
    }

    /** A bcrypt hash stays; a token in plain becomes one. */
    Converted hash(PythonValue value) throws NotCarriedException {
        String text = text(value);
        if (BCRYPT.matcher(text).matches()) {
            return quoted(text);
        }
        if (text.startsWith("$")) {
            throw new NotCarriedException("looks like a hash, but is no whole bcrypt hash ($2a$, $2b$ or $2y$) of cost"
                    + " 4 to 18; make one with token-gen hash");
        }
        byte[] token = text.getBytes(StandardCharsets.UTF_8);
        try {
            PlainToken.check(token);
        } catch (UnusableTokenException e) {
            throw new NotCarriedException(String.valueOf(e.getMessage()));
        }
        return new Converted(
                TomlText.quote(secrets.hash(token, cost)),
                "Stood there in plain, and is hashed here; Manager's stays as it is.");
    }

    /** The server would follow these two beginnings. */
    private static Converted literalSecret(String text) throws NotCarriedException {
        if (text.startsWith("file:") || text.startsWith("env:")) {
            throw new NotCarriedException("begins with file: or env:, which the server takes for a reference; write it"
                    + " into a file, and refer to that as \"file:/path\"");
        }
        return quoted(text);
    }

    private static Converted quoted(String text) {
        return new Converted(TomlText.quote(text), "");
    }

    private static String text(PythonValue value) throws NotCarriedException {
        if (value.plain() instanceof Text text) {
            return text.text();
        }
        throw new NotCarriedException("is " + value.kind() + ", not a text");
    }

    private static BigDecimal number(PythonValue value) throws NotCarriedException {
        if (value.plain() instanceof Int number) {
            return new BigDecimal(number.number());
        }
        if (value.plain() instanceof Real number) {
            return BigDecimal.valueOf(number.number());
        }
        throw new NotCarriedException("is " + value.kind() + ", not a number");
    }

    private static String shown(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
