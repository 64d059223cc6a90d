/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.tokengen.python.PythonValue.Bool;
import org.openworkshop.tokengen.python.PythonValue.Container;
import org.openworkshop.tokengen.python.PythonValue.FromEnvironment;
import org.openworkshop.tokengen.python.PythonValue.Int;
import org.openworkshop.tokengen.python.PythonValue.None;
import org.openworkshop.tokengen.python.PythonValue.Real;
import org.openworkshop.tokengen.python.PythonValue.Text;

/** What is understood of Python, and what is not. */
class PythonSettingsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOME_DIR", "/home/ow", "PORT", " 8_000 ", "EMPTY", "");

    private static PythonSetting setting(String text, String name) throws PythonSyntaxException {
        return PythonSettings.read(text, ENVIRONMENT, Path.of("/opt/ow/ow_config.py")).all().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PythonValue value(String expression) throws PythonSyntaxException {
        PythonSetting setting = setting("GB = 1024**3\nBASE = '/srv'\nX = " + expression + "\n", "X");
        assertThat(setting.problem()).as(expression).isEmpty();
        return setting.value();
    }

    private static String text(String expression) throws PythonSyntaxException {
        return ((Text) value(expression).plain()).text();
    }

    @Test
    void stringsOfAllKindsAreRead() throws Exception {
        assertThat(text("'a \"b\"'")).isEqualTo("a \"b\"");
        assertThat(text("\"it's\"")).isEqualTo("it's");
        assertThat(text("'''two\nlines'''")).isEqualTo("two\nlines");
        assertThat(text("\"\"\"a \"quoted\" word\"\"\"")).isEqualTo("a \"quoted\" word");
        assertThat(text("r'C:\\new'  'x'")).isEqualTo("C:\\newx");
        assertThat(text("R\"\\d\" u'ö' b'$2b$'")).isEqualTo("\\dö$2b$");
        assertThat(text("('one'\n  \" two\" # comment\n  r''' three''')")).isEqualTo("one two three");
        assertThat(text("'a' \\\n 'b'")).isEqualTo("ab");
        assertThat(text("'#no comment; no end'")).isEqualTo("#no comment; no end");
        assertThat(text("''")).isEmpty();
    }

    @Test
    void escapesAreResolvedAsPythonDoes() throws Exception {
        assertThat(text("'\\n\\t\\\\\\'\\\"\\x41\\u0416\\U0001F600\\101\\0'")).isEqualTo("\n\t\\'\"AЖ\uD83D\uDE00A\0");
        assertThat(text("'\\N{LATIN SMALL LETTER A}\\d\\\nnext'")).isEqualTo("a\\dnext");
        assertThat(text("b'\\u0041\\x41'")).isEqualTo("\\u0041A");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5", "1_000_000, 1000000", "0x1F, 31", "0o17, 15", "0b101, 5", "5 * 1024**3, 5368709120", "5*GB, 5368709120",
        "(1 + 2) * 3 - 4, 5", "-2 ** 2, -4", "2 ** 3 ** 2, 512", "-7 // 2, -4", "-7 % 3, 2", "7 % -3, -2", "--5, 5",
        "int('12'), 12", "int(3.9), 3", "int(os.environ['PORT']), 8000", "1 << 0, none", "True + 1, 2", "10 or 5, 10",
                "0 or 5, 5"
    })
    void integersAreReckoned(String expression, String result) throws Exception {
        if (result.equals("none")) {
            assertThat(setting("X = " + expression, "X").value()).isNull();
        } else {
            assertThat(value(expression).plain()).isEqualTo(new Int(new BigInteger(result)));
        }
    }

    @Test
    void otherLiteralsAreKnown() throws Exception {
        assertThat(value("True")).isEqualTo(new Bool(true));
        assertThat(value("None")).isEqualTo(new None());
        assertThat(value("5e9")).isEqualTo(new Real(5e9));
        assertThat(value(".5 + 1")).isEqualTo(new Real(1.5));
        assertThat(value("10 / 4")).isEqualTo(new Real(2.5));
        assertThat(value("[1, 'a', (2,)]")).isEqualTo(new Container("a list"));
        assertThat(value("{'a': [1]}")).isEqualTo(new Container("a dict or set"));
        assertThat(value("(1, 2)")).isEqualTo(new Container("a tuple"));
        assertThat(value("1, 2")).isEqualTo(new Container("a tuple"));
        assertThat(value("()")).isEqualTo(new Container("a tuple"));
    }

    @Test
    void textsArePutTogether() throws Exception {
        assertThat(text("BASE + '/storage'")).isEqualTo("/srv/storage");
        assertThat(text("f'{BASE}/{ GB }/{{x}}'")).isEqualTo("/srv/1073741824/{x}");
        assertThat(text("'  a '.strip().encode('utf-8')")).isEqualTo("a");
        assertThat(text("os.path.join(BASE, 'storage', 'x')")).isEqualTo("/srv/storage/x");
        assertThat(text("Path(BASE) / 'storage'")).isEqualTo("/srv/storage");
        assertThat(text("str(pathlib.Path(__file__).resolve().parent / 'storage')"))
                .isEqualTo("/opt/ow/storage");
        assertThat(text("os.path.join(os.path.dirname(os.path.abspath(__file__)), 'storage')"))
                .isEqualTo("/opt/ow/storage");
    }

    @Test
    void environmentIsLookedAt() throws Exception {
        assertThat(value("os.environ.get('HOME_DIR', '/x')"))
                .isEqualTo(new FromEnvironment("HOME_DIR", true, new Text("/home/ow")));
        assertThat(value("os.environ['HOME_DIR']"))
                .isEqualTo(new FromEnvironment("HOME_DIR", true, new Text("/home/ow")));
        assertThat(value("os.getenv('NOWHERE')")).isEqualTo(new FromEnvironment("NOWHERE", false, new None()));
        assertThat(value("os.getenv(key='NOWHERE', default='/x')"))
                .isEqualTo(new FromEnvironment("NOWHERE", false, new Text("/x")));
        assertThat(value("environ.get('NOWHERE') or 'b'"))
                .isEqualTo(new FromEnvironment("NOWHERE", false, new Text("b")));
        assertThat(text("os.environ.get('EMPTY') or 'b'")).isEqualTo("b");
        assertThat(text("os.environ.get('HOME_DIR', BASE) + '/storage'")).isEqualTo("/home/ow/storage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open('secret').read()",
                "UNKNOWN",
                "json.loads('{}')",
                "1 if True else 2",
                "not True",
                "lambda: 1",
                "[1][0]",
                "BASE[0]",
                "'a' * 3",
                "'%s' % 1",
                "f'{BASE!r}'",
                "f'{GB * 2}'",
                "f'{'",
                "1 / 0",
                "1 // 0",
                "1 % 0.0",
                "0 ** -1",
                "10 ** 10 ** 10",
                "0 ** 99999999999999999999",
                "2 ** 5000",
                "1e999",
                "5j",
                "007",
                "5GB",
                "int('x')",
                "BASE.upper()",
                "os.environ",
                "os.getenv()",
                "int()",
                "os.path.join()",
                "1 +",
                "GB GB",
                "*GB",
                "print(x=1)",
                "await x",
                "x := 5"
            })
    void whatOnlyPythonCanTellHasNoValue(String expression) throws Exception {
        PythonSetting setting = setting("GB = 1024**3\nBASE = '/srv'\nX = " + expression + "\n", "X");
        assertThat(setting.value()).isNull();
        assertThat(setting.problem()).isNotEmpty().doesNotContain("secret");
    }

    @Test
    void lastAssignmentCounts() throws Exception {
        assertThat(setting("X = 1\nX: int = 2", "X").value()).isEqualTo(new Int(BigInteger.TWO));
        assertThat(setting("A = X = 'both'; B = 1", "X").value()).isEqualTo(new Text("both"));
        assertThat(setting("A = 1; X = 2", "X").line()).isEqualTo(1);
        assertThat(setting("'''text\nX = 1\n'''\nX = 3", "X").line()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if DEBUG:\n    X = 2",
                "if DEBUG: X = 2",
                "try:\n    from local import X\nexcept ImportError:\n    pass",
                "for i in y:\n\tX: int = 2",
                "from local import X",
                "from local import (A as X,\n  B)",
                "X += 1",
                "X, Y = 1, 2",
                "(X, Y) = pair",
                "X.a = 1",
                "if DEBUG:\n    A, X = 1, 2"
            })
    void whatDependsOnWhatRunsHasNoValue(String later) throws Exception {
        assertThat(setting("X = 1\n" + later, "X").value()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if X:\n    pass",
                "def f():\n    X = 2\n    if y:\n        X = 3",
                "class Y:\n    X = 2",
                "f(X=2)",
                "X == 2",
                "if __name__ == '__main__':\n    f(X=3)",
                "print(X)",
                "#X = 2",
                "    # X = 2",
                "while X: break",
                "import os, sys"
            })
    void whatDoesNotAssignLeavesTheValue(String later) throws Exception {
        assertThat(setting("X = 1\n" + later, "X").value()).isEqualTo(new Int(BigInteger.ONE));
    }

    @ParameterizedTest
    @CsvSource({"'A = 1\nX = ''open', 2", "'X = (1', 1", "'A\n\nX = ]', 3", "'X = $5', 1", "'X = \"\"\"a\n\n', 1"})
    void textThatIsNoPythonIsRefusedWithItsLine(String text, int line) {
        assertThatThrownBy(() -> PythonSettings.read(text, Map.of(), null))
                .isInstanceOfSatisfying(
                        PythonSyntaxException.class, e -> assertThat(e.line()).isEqualTo(line));
    }

    @Test
    void importsOfEverythingAreSeen() throws Exception {
        PythonSettings read = PythonSettings.read("X = 1\nfrom local import *\n", Map.of(), null);
        assertThat(read.starImports()).containsExactly(2);
    }

    @Test
    void deepAndLongTextsAreRead() throws Exception {
        assertThat(setting("X = " + "(".repeat(5000) + "1" + ")".repeat(5000), "X")
                        .value())
                .isNull();
        assertThat(setting("X = " + "-".repeat(50_000) + "1", "X").value()).isEqualTo(new Int(BigInteger.ONE));
        assertThat(setting("X = " + "2**".repeat(5000) + "1", "X").value()).isNull();
        assertThat(setting("X = " + "'a' ".repeat(50_000), "X").value()).isNotNull();
        assertThat(setting("X = '" + "\\'".repeat(100_000) + "'", "X").value()).isNotNull();
        assertThat(setting("X = " + "[".repeat(50_000) + "]".repeat(50_000), "X")
                        .value())
                .isNotNull();
        assertThat(setting("X = a" + ".b".repeat(50_000), "X").value()).isNull();
    }

    @Test
    void damagedTextsAreReadOrRefused() {
        String whole =
                "X = '''a\\x41''' + f'{Y}' * (2 ** 3) # c\nif a: b = [1, {2: 'x'}]\nfrom a import (b as c)\nY: int = os.getenv('A', r'\\')\n";
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(whole);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.setCharAt(at, whole.charAt(random.nextInt(whole.length())));
                }
            }
            try {
                PythonSettings read = PythonSettings.read(text.toString(), Map.of(), null);
                assertThat(read.all().stream().map(PythonSetting::name).collect(Collectors.toSet()))
                        .isNotNull();
            } catch (PythonSyntaxException e) {
                assertThat(e.line()).isPositive();
            }
        }
    }
}
