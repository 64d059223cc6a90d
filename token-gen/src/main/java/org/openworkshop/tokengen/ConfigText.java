/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of a config.toml with which a server starts once its marked places are filled in: each required setting that has no
 * value stands there empty, below a line that begins with {@code # FILL IN}. The server refuses empty ones by their name.
 */
final class ConfigText {
    private static final int WIDTH = 100;
    private static final List<String> SECTIONS =
            List.of("server", "storage", "manager", "access", "tokens", "transfer", "telemetry");

    /** What the server does not start without, and what is to be filled in. */
    private static final Map<String, String> REQUIRED = required();

    private final String introduction;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, String> remarks = new LinkedHashMap<>();

    private record Setting(String literal, String remark) {}

    /** @param introduction plain text, for the first lines */
    ConfigText(String introduction) {
        this.introduction = introduction;
    }

    private static Map<String, String> required() {
        Map<String, String> required = new LinkedHashMap<>();
        required.put(
                "storage.main_dir",
                "the folder that holds all files, like \"/srv/open-workshop-storage\"; exactly one server may use it");
        required.put("manager.url", "Manager's base address, like \"https://manager.example\"");
        required.put("access.service_url", "the access service's base address, like \"https://access.example\"");
        required.put(
                "tokens.transfer_jwt_secret", "the secret that Manager signs transfer tokens with, at least 32 bytes");
        String hash = "the bcrypt hash of Manager's token of this name; `token-gen hash` makes it";
        required.put("tokens.upload_file", hash);
        required.put("tokens.delete_file", hash);
        required.put("tokens.storage_manage_token", hash);
        return required;
    }

    /**
     * Sets a value.
     *
     * @param path {@code section.key}
     * @param literal the value as TOML source
     * @param remark plain text that is to stand above it, or empty
     */
    void set(String path, String literal, String remark) {
        settings.put(path, new Setting(literal, remark));
    }

    /** Puts a remark at the head of a section. */
    void remark(String section, String text) {
        remarks.put(section, text);
    }

    /** The required settings that have no value. */
    List<String> missing() {
        return REQUIRED.keySet().stream()
                .filter(path -> !settings.containsKey(path))
                .toList();
    }

    /** The whole text. */
    String render() {
        StringBuilder out = new StringBuilder();
        comment(out, introduction);
        for (String section : SECTIONS) {
            List<String> paths = pathsOf(section);
            if (paths.isEmpty() && !remarks.containsKey(section)) {
                continue;
            }
            out.append("\n[").append(section).append("]\n");
            comment(out, remarks.getOrDefault(section, ""));
            paths.forEach(path -> line(out, path));
        }
        return out.toString();
    }

    private List<String> pathsOf(String section) {
        List<String> paths = new ArrayList<>(REQUIRED.keySet());
        settings.keySet().stream().filter(path -> !paths.contains(path)).forEach(paths::add);
        paths.removeIf(path -> !path.startsWith(section + "."));
        return paths;
    }

    private void line(StringBuilder out, String path) {
        Setting setting = settings.get(path);
        comment(out, setting == null ? "FILL IN: " + REQUIRED.get(path) : setting.remark());
        out.append(path.substring(path.indexOf('.') + 1))
                .append(" = ")
                .append(setting == null ? "\"\"" : setting.literal())
                .append('\n');
    }

    /** Plain text as comment lines; its own line ends stay. What would not be allowed in a comment is replaced. */
    static void comment(StringBuilder out, String text) {
        for (String paragraph : text.isEmpty() ? new String[0] : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder("#");
            for (String word : paragraph.replaceAll("\\p{Cntrl}", "?").split(" ", -1)) {
                if (line.length() > 1 && line.length() + 1 + word.length() > WIDTH) {
                    out.append(line).append('\n');
                    line = new StringBuilder("#");
                }
                line.append(' ').append(word);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
