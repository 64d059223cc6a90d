/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openworkshop.tokengen.ImportTable.Entry;
import org.openworkshop.tokengen.ValueConversions.Converted;
import org.openworkshop.tokengen.python.PythonSetting;
import org.openworkshop.tokengen.python.PythonSettings;
import org.openworkshop.tokengen.python.PythonValue;
import org.openworkshop.tokengen.python.PythonValue.FromEnvironment;
import org.openworkshop.tokengen.python.PythonValue.None;
import org.openworkshop.tokengen.python.PythonValue.Text;

/** Makes a config.toml of the Python service's settings, and tells what it could not take. For one file. */
final class ConfigImport {
    private static final String GRANIAN = "Address, port and access log were options of granian: --host, --port and"
            + " --access-log.\nhost = \"127.0.0.1\"\nport = 8000\naccess_log = false";

    private final ImportTable table;
    private final ConfigText config;
    private final List<Left> left = new ArrayList<>();
    private boolean whole = true;

    /**
     * What came out.
     *
     * @param toml the whole config.toml, which names what is left too
     * @param left what could not be carried over, in the order of the file
     * @param whole whether the server has everything it needs, and every setting that both have
     */
    record Result(String toml, List<Left> left, boolean whole) {}

    /**
     * A name that was not carried over.
     *
     * @param line 0 when it does not stand in the file
     */
    record Left(int line, String name, String why) {
        /** For people. */
        String sentence() {
            return name + (line > 0 ? " (line " + line + ") " : " ") + why;
        }
    }

    private ConfigImport(ImportTable table, String fileName) {
        this.table = table;
        this.config = new ConfigText("Settings of Open Workshop Storage, taken over from " + fileName
                + " of the Python service. What is not set here has its default: config.sample.toml lists everything.\n"
                + "Check this file:  java -jar storage-server.jar check-config --config FILE");
    }

    static Result of(PythonSettings settings, ImportTable table, String fileName) {
        return new ConfigImport(table, fileName).run(settings);
    }

    private Result run(PythonSettings settings) {
        config.remark("server", GRANIAN);
        for (PythonSetting setting : settings.all()) {
            Optional<Entry> entry = table.find(setting.name());
            if (entry.isPresent()) {
                carry(setting, entry.get());
            } else if (!setting.isImported() && !setting.name().startsWith("_")) {
                leave(setting, ImportTable.advice(setting.name()));
            }
        }
        List<String> missing = config.missing();
        for (Entry entry : table.entries()) {
            boolean absent =
                    settings.all().stream().noneMatch(setting -> setting.name().equals(entry.formerly()));
            if (absent && missing.contains(entry.path())) {
                left.add(new Left(0, entry.formerly(), "is not in the file; fill in " + entry.path()));
            }
        }
        for (int line : settings.starImports()) {
            left.add(new Left(line, "import *", "may bring more settings; they are not looked at"));
            whole = false;
        }
        return new Result(config.render() + remainder(), List.copyOf(left), whole && missing.isEmpty());
    }

    private void carry(PythonSetting setting, Entry entry) {
        PythonValue value = setting.value();
        if (value == null) {
            whole = false;
            leave(setting, setting.problem());
            return;
        }
        if (entry.secret() && value instanceof FromEnvironment looked && !looked.isSet() && isNothing(looked.value())) {
            config.set(
                    entry.path(),
                    TomlText.quote("env:" + looked.variable()),
                    "From the environment, as before: set " + looked.variable() + " where the server is started."
                            + (entry.path().endsWith("secret") ? "" : " It has to be a bcrypt hash."));
            return;
        }
        try {
            Converted converted = entry.conversion().convert(value);
            config.set(entry.path(), converted.literal(), remark(value, converted.remark()));
        } catch (NotCarriedException e) {
            whole = false;
            leave(setting, String.valueOf(e.getMessage()));
        }
    }

    private static String remark(PythonValue value, String remark) {
        if (!(value instanceof FromEnvironment looked)) {
            return remark;
        }
        String origin = looked.isSet()
                ? "From the environment variable " + looked.variable() + ", as it is set here."
                : "The environment variable " + looked.variable() + " is not set here; this is what holds without it.";
        return remark.isEmpty() ? origin : origin + "\n" + remark;
    }

    private static boolean isNothing(PythonValue value) {
        return value instanceof None
                || (value instanceof Text text && text.text().isEmpty());
    }

    private void leave(PythonSetting setting, String why) {
        left.add(new Left(setting.line(), setting.name(), why));
    }

    private String remainder() {
        StringBuilder out = new StringBuilder();
        if (!left.isEmpty()) {
            out.append('\n');
            ConfigText.comment(out, "Not carried over:");
            left.forEach(each -> ConfigText.comment(out, "- " + each.sentence()));
        }
        return out.toString();
    }
}
