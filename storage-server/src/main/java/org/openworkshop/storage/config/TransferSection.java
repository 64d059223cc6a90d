/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.time.Duration;
import java.util.List;

/** The keys of {@code [transfer]}. */
final class TransferSection {
    private static final DurationType TIMEOUT = new DurationType(Duration.ofMillis(100), Duration.ofDays(1));
    private static final DurationType TOTAL = new DurationType(Duration.ofMillis(100), Duration.ofDays(30));

    private static final Key<Long> MAX_BYTES = new Key<>(
            "transfer.max_bytes",
            new SizeType(0, StorageSection.LARGEST),
            Preset.of("5 GiB"),
            "TRANSFER_MAX_BYTES",
            "Largest upload or fetched file when the job's token names no limit of its own. 0 turns it off.");
    private static final Key<Long> HARD_MAX_BYTES = new Key<>(
            "transfer.hard_max_bytes",
            new SizeType(0, StorageSection.LARGEST),
            Preset.of(0L),
            "",
            "Largest upload or fetched file whatever a token says. 0 turns it off.");
    private static final Key<Long> MAX_UNPACKED_BYTES = new Key<>(
            "transfer.max_unpacked_bytes",
            new SizeType(0, StorageSection.LARGEST),
            Preset.of("20 GiB"),
            "TRANSFER_MAX_UNPACKED_BYTES",
            "Largest sum of the files in an archive, unpacked. 0 turns it off.");
    private static final Key<List<String>> DOWNLOAD_ALLOW_HOSTS = new Key<>(
            "transfer.download_allow_hosts",
            new ListType<>(new HostPortType()),
            Preset.of(List.of()),
            "",
            "Hosts that may be fetched from although their address is not public (loopback, private network and so on)."
                    + " Without a port, any port of the host.");
    private static final Key<Long> DOWNLOAD_CONCURRENCY = new Key<>(
            "transfer.download_concurrency",
            new IntegerType(1, 1024),
            Preset.of(4L),
            "",
            "How many files are fetched at once.");
    private static final Key<Long> DOWNLOAD_RETRIES = new Key<>(
            "transfer.download_retries",
            new IntegerType(0, 100),
            Preset.of(3L),
            "",
            "How often a fetch whose connection broke is resumed, or begun again where the origin cannot resume.");
    private static final Key<Long> UPLOAD_CONCURRENCY = new Key<>(
            "transfer.upload_concurrency",
            new IntegerType(1, 10_000),
            Preset.of(32L),
            "",
            "How many uploads are received at once; one more waits for a place.");
    private static final Key<Long> REPACK_CONCURRENCY = new Key<>(
            "transfer.repack_concurrency",
            new IntegerType(1, 1024, true),
            Preset.of(IntegerType.CORES),
            "",
            "How many archives are repacked at once. \"cores\" is the number of processors.");
    private static final Key<Long> QUEUE_SIZE = new Key<>(
            "transfer.queue_size",
            new IntegerType(0, 1_000_000),
            Preset.of(256L),
            "",
            "How many jobs may wait for their turn, to be received, to be fetched and to be packed each; one more fails as"
                    + " busy. What was received already finds a place to be packed in any case.");
    private static final Key<Duration> JOB_TTL = new Key<>(
            "transfer.job_ttl_seconds",
            new DurationType(Duration.ofSeconds(1), Duration.ofDays(365)),
            Preset.of(10_800L),
            "",
            "How long after its last activity a job and its workspace are kept.");
    private static final Key<Duration> CLEANUP_INTERVAL = new Key<>(
            "transfer.cleanup_interval_seconds", TIMEOUT, Preset.of(60L), "", "How often expired jobs are looked for.");
    private static final Key<Duration> UPLOAD_QUEUE_WAIT = new Key<>(
            "transfer.upload_queue_wait_seconds",
            new DurationType(Duration.ZERO, Duration.ofMinutes(10)),
            Preset.of(10L),
            "",
            "How long an upload waits for a place when upload_concurrency are under way; then it is answered with 429.");
    private static final Key<Duration> UPLOAD_IDLE_TIMEOUT = new Key<>(
            "transfer.upload_idle_timeout_seconds",
            TIMEOUT,
            Preset.of(60L),
            "",
            "How long an uploading client may send nothing before its upload fails.");
    private static final Key<Duration> UPLOAD_TOTAL_TIMEOUT = new Key<>(
            "transfer.upload_total_timeout_seconds",
            TOTAL,
            Preset.of(21_600L),
            "",
            "How long the bytes of one upload may take in all. The default lets 5 GiB come at 2 Mbit/s.");
    private static final Key<Duration> DOWNLOAD_CONNECT_TIMEOUT = new Key<>(
            "transfer.download_connect_timeout_seconds",
            TIMEOUT,
            Preset.of(10L),
            "",
            "How long connecting to the origin of a fetched file may take.");
    private static final Key<Duration> DOWNLOAD_IDLE_TIMEOUT = new Key<>(
            "transfer.download_idle_timeout_seconds",
            TIMEOUT,
            Preset.of(60L),
            "",
            "How long the origin of a fetched file may send nothing before the connection counts as broken.");
    private static final Key<Duration> DOWNLOAD_TOTAL_TIMEOUT = new Key<>(
            "transfer.download_total_timeout_seconds",
            TOTAL,
            Preset.of(21_600L),
            "",
            "How long one fetch may take in all, with every new try. A restart of the server begins to count anew.");
    private static final Key<Duration> REPACK_IDLE_TIMEOUT = new Key<>(
            "transfer.repack_idle_timeout_seconds",
            TIMEOUT,
            Preset.of(120L),
            "",
            "How long packing may neither read nor write anything before the job fails and its decoder is abandoned. The"
                    + " conversion of an image gives no signs, so this is all the time it may take.");
    private static final Key<Duration> REPACK_TOTAL_TIMEOUT = new Key<>(
            "transfer.repack_total_timeout_seconds",
            TOTAL,
            Preset.of(3_600L),
            "",
            "How long packing one job may take in all.");

    static final Section SECTION = new Section(
            "transfer",
            "Uploads, fetches and the life of a job.",
            List.of(
                    MAX_BYTES,
                    HARD_MAX_BYTES,
                    MAX_UNPACKED_BYTES,
                    DOWNLOAD_ALLOW_HOSTS,
                    DOWNLOAD_CONCURRENCY,
                    DOWNLOAD_RETRIES,
                    UPLOAD_CONCURRENCY,
                    REPACK_CONCURRENCY,
                    QUEUE_SIZE,
                    JOB_TTL,
                    CLEANUP_INTERVAL,
                    UPLOAD_QUEUE_WAIT,
                    UPLOAD_IDLE_TIMEOUT,
                    UPLOAD_TOTAL_TIMEOUT,
                    DOWNLOAD_CONNECT_TIMEOUT,
                    DOWNLOAD_IDLE_TIMEOUT,
                    DOWNLOAD_TOTAL_TIMEOUT,
                    REPACK_IDLE_TIMEOUT,
                    REPACK_TOTAL_TIMEOUT));

    private TransferSection() {}

    static TransferConfig read(Settings settings) {
        return new TransferConfig(
                settings.get(MAX_BYTES),
                settings.get(HARD_MAX_BYTES),
                settings.get(MAX_UNPACKED_BYTES),
                settings.get(DOWNLOAD_ALLOW_HOSTS),
                settings.number(DOWNLOAD_CONCURRENCY),
                settings.number(DOWNLOAD_RETRIES),
                settings.number(UPLOAD_CONCURRENCY),
                settings.number(REPACK_CONCURRENCY),
                settings.number(QUEUE_SIZE),
                settings.get(JOB_TTL),
                settings.get(CLEANUP_INTERVAL),
                new TransferConfig.Timeouts(
                        settings.get(UPLOAD_QUEUE_WAIT),
                        settings.get(UPLOAD_IDLE_TIMEOUT),
                        settings.get(UPLOAD_TOTAL_TIMEOUT),
                        settings.get(DOWNLOAD_CONNECT_TIMEOUT),
                        settings.get(DOWNLOAD_IDLE_TIMEOUT),
                        settings.get(DOWNLOAD_TOTAL_TIMEOUT),
                        settings.get(REPACK_IDLE_TIMEOUT),
                        settings.get(REPACK_TOTAL_TIMEOUT)));
    }
}
