/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the server demands of a transfer token's claims once its signature is right. */
final class ClaimRules {
    private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9_-]{8,128}");
    private static final Pattern URL = Pattern.compile("(?i)https?:[/\\\\]{2}([^/\\\\?#]*).*", Pattern.DOTALL);
    private static final int LONGEST_URL = 8192;

    private final Map<String, @Nullable Object> claims;
    private final List<Refusal> refusals = new ArrayList<>();

    private ClaimRules(Map<String, @Nullable Object> claims) {
        this.claims = claims;
    }

    /** Everything that is wrong, in the order in which the server looks. */
    static List<Refusal> refusals(Map<String, @Nullable Object> claims, Purpose purpose) {
        ClaimRules rules = new ClaimRules(claims);
        rules.jobId();
        if (purpose == Purpose.START) {
            rules.url();
            rules.format();
        } else {
            rules.upload();
        }
        return rules.refusals;
    }

    private void jobId() {
        String job = text("job_id");
        if (job == null || !JOB_ID.matcher(job).matches()) {
            refuse(
                    "Invalid job id",
                    "job_id is " + given("job_id") + "; it has 8 to 128 of the characters A-Z a-z 0-9 _ -");
        }
    }

    private void url() {
        String url = text("download_url");
        if (url == null || url.isBlank()) {
            refuse(
                    "Download URL missing",
                    "download_url is " + given("download_url") + "; it names what is to be fetched");
            return;
        }
        Matcher parts = URL.matcher(url.strip());
        boolean control = url.strip().chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        if (!parts.matches()
                || parts.group(1).isEmpty()
                || control
                || url.strip().length() > LONGEST_URL) {
            refuse(
                    "Invalid download URL",
                    "download_url is " + given("download_url") + "; it has to be http or https, with a"
                            + " host, of at most " + LONGEST_URL + " characters");
        }
    }

    private void format() {
        String format = text("pack_format");
        if (format != null && !format.isEmpty() && !format.equals("zip")) {
            refuse("Unsupported format", "pack_format is " + given("pack_format") + "; only \"zip\" is packed");
        }
    }

    private void upload() {
        String kind = text("transfer_kind");
        if (kind == null || kind.isEmpty() || kind.equals("archive")) {
            format();
        } else if (kind.equals("img")) {
            image();
        } else {
            refuse(
                    "Unsupported transfer kind",
                    "transfer_kind is " + given("transfer_kind") + "; it is \"archive\" or \"img\"");
        }
    }

    private void image() {
        String type = text("storage_type");
        if (!"resource".equals(type) && !"avatar".equals(type)) {
            refuse(
                    "Invalid storage type",
                    "storage_type is " + given("storage_type") + "; an image goes to \"resource\" or \"avatar\"");
        }
        String fileKind = text("file_kind");
        if (fileKind != null && !fileKind.isEmpty() && !fileKind.equals("img")) {
            refuse("Invalid file kind", "file_kind is " + given("file_kind") + "; it is \"img\", or not there");
        }
    }

    private void refuse(String phrase, String why) {
        refusals.add(new Refusal(400, phrase, why));
    }

    /** A text as it came, or a number's digits, as the server reads them. */
    private @Nullable String text(String name) {
        Object value = claims.get(name);
        if (value instanceof String text) {
            return text;
        }
        return value instanceof Number number ? number.toString() : null;
    }

    private String given(String name) {
        return claims.containsKey(name) ? TokenInspector.shown(claims.get(name)) : "missing";
    }
}
