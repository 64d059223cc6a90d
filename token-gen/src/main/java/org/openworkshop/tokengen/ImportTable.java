/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.util.List;
import java.util.Optional;
import org.openworkshop.tokengen.ValueConversions.Conversion;

/** What the names of the Python service's {@code ow_config.py} are called here. */
final class ImportTable {
    private static final double DAY = 86_400;

    private final List<Entry> entries;

    /**
     * A setting that both have.
     *
     * @param secret whether the server may take it from an environment variable by {@code env:NAME}
     */
    record Entry(String formerly, String path, boolean secret, Conversion conversion) {}

    /** A setting of the Python service that has no exact counterpart, and what to do about it. */
    private record Other(String beginning, String advice) {}

    private static final String FEWER = "does not count the same way here; the default suits most, else set ";
    private static final String TELEMETRY =
            "is taken from the environment variable of the same name; set it where the server is started";
    private static final List<Other> OTHERS = List.of(
            new Other("TRANSFER_UPLOAD_CONCURRENCY", FEWER + "transfer.upload_concurrency"),
            new Other("TRANSFER_DOWNLOAD_CONCURRENCY", FEWER + "transfer.download_concurrency"),
            new Other("TRANSFER_REPACK_CONCURRENCY", FEWER + "transfer.repack_concurrency"),
            new Other("TRANSFER_UPLOAD_TIMEOUT_SECONDS", FEWER + "transfer.upload_total_timeout_seconds"),
            new Other("TRANSFER_DOWNLOAD_TIMEOUT_SECONDS", FEWER + "transfer.download_total_timeout_seconds"),
            new Other("SEVEN_ZIP_IDLE_TIMEOUT_SECONDS", FEWER + "transfer.repack_idle_timeout_seconds"),
            new Other("SEVEN_ZIP_TIMEOUT_SECONDS", FEWER + "transfer.repack_total_timeout_seconds"),
            new Other("BLURHASH_", "is not needed: this server computes no such hashes"),
            new Other("REDIS_", "is not needed: jobs are kept in the main directory"),
            new Other("UPTRACE_", TELEMETRY),
            new Other("OTEL_", TELEMETRY));

    ImportTable(ValueConversions to) {
        this.entries = List.of(
                new Entry("MAIN_DIR", "storage.main_dir", false, to::folder),
                new Entry("MANAGER_URL", "manager.url", false, to::baseUrl),
                new Entry("MANAGER_TRANSFER_CALLBACK_URL", "manager.transfer_callback_url", false, to::urlOrNothing),
                seconds("TRANSFER_CALLBACK_TTL_SECONDS", "manager.callback_ttl_seconds", 1, DAY),
                seconds("TRANSFER_CALLBACK_TIMEOUT_SECONDS", "manager.callback_timeout_seconds", 0.1, 600),
                new Entry("ACCESS_SERVICE_URL", "access.service_url", false, to::baseUrl),
                seconds("ACCESS_SERVICE_TIMEOUT_SECONDS", "access.service_timeout_seconds", 0.1, 600),
                new Entry("TRANSFER_JWT_SECRET", "tokens.transfer_jwt_secret", true, to::signingKey),
                new Entry("upload_file", "tokens.upload_file", true, to::hash),
                new Entry("delete_file", "tokens.delete_file", true, to::hash),
                new Entry("storage_manage_token", "tokens.storage_manage_token", true, to::hash),
                new Entry("TRANSFER_MAX_BYTES", "transfer.max_bytes", false, to::bytes),
                new Entry("TRANSFER_MAX_UNPACKED_BYTES", "transfer.max_unpacked_bytes", false, to::bytes),
                seconds("JOB_TTL_SECONDS", "transfer.job_ttl_seconds", 1, 365 * DAY),
                seconds("CLEANUP_INTERVAL_SECONDS", "transfer.cleanup_interval_seconds", 0.1, DAY));
    }

    private static Entry seconds(String formerly, String path, double least, double most) {
        return new Entry(formerly, path, false, ValueConversions.seconds(least, most));
    }

    List<Entry> entries() {
        return entries;
    }

    Optional<Entry> find(String formerly) {
        return entries.stream()
                .filter(entry -> entry.formerly().equals(formerly))
                .findFirst();
    }

    /** Why a name that is not in the table is left behind. */
    static String advice(String name) {
        return OTHERS.stream()
                .filter(other -> name.startsWith(other.beginning()))
                .findFirst()
                .map(Other::advice)
                .orElse("is no setting that this server knows");
    }
}
