/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A main directory as the Python service leaves it when it is stopped in the middle of its work. */
record PythonMainDirectory(Path root) {
    static final String PACKED = "job-packed-0001";
    static final String KEPT_AS_IT_CAME = "job-kept-00001";
    static final String IMAGE = "job-image-0001";
    static final String OLD_SHAPE = "job-oldshape-1";
    static final String NEVER_MOVED = "job-waiting-01";
    static final String MOVED = "job-moved-0001";
    static final String UPLOADING = "job-uploading1";
    static final String UPLOAD_ANNOUNCED = "job-announced1";
    static final String DOWNLOADING = "job-fetching-1";
    static final String DOWNLOAD_PENDING = "job-pending-01";
    static final String UPLOADED = "job-uploaded-1";
    static final String EXTRACTING = "job-extract-01";
    static final String FAILED = "job-failed-001";

    /** What stands in each mod's only text. */
    static final String TEXT = "a line of the mod\n".repeat(200);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant LONG_AGO = Instant.parse("2024-02-29T12:34:56Z");
    private static final long NOW = Instant.now().getEpochSecond();

    /**
     * Lays it out.
     *
     * @param origin where fetched files come from, with a slash at its end
     */
    static PythonMainDirectory create(Path root, String origin) throws IOException {
        PythonMainDirectory directory = new PythonMainDirectory(root);
        directory.permanentFiles();
        directory.packedJobs();
        directory.jobsUnderWay(origin);
        directory.strangers();
        return directory;
    }

    private void permanentFiles() throws IOException {
        permanent("archive/mods/17/mod.zip", 300_000);
        permanent("archive/mods/17/имя файла (1).zip", 1000);
        permanent("archive/loose.bin", 5_000_000);
        permanent("archive/.keep", 0);
        permanent("archive/moved.zip", 777);
        permanent("resource/mods/17/logo.webp", 20_000);
        permanent("resource/deep/er/and/deeper/text.txt", 12);
        permanent("avatar/5.webp", 900);
        Files.setPosixFilePermissions(root.resolve("avatar/5.webp"), PosixFilePermissions.fromString("r--r-----"));
        Files.createDirectories(root.resolve("resource/empty folder"));
    }

    private void permanent(String path, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(path.hashCode()).nextBytes(content);
        Path file = write(path, content);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private void packedJobs() throws IOException {
        byte[] zip = zip("mod.txt");
        write(PACKED, "mod.7z", "the source that it left".getBytes(StandardCharsets.UTF_8));
        write(PACKED, "packed.zip", zip);
        record(PACKED, full(PACKED, "packed", "packed.zip", zip.length));
        write(KEPT_AS_IT_CAME, "my_mod.zip", zip);
        Map<String, Object> kept = full(KEPT_AS_IT_CAME, "packed", "my_mod.zip", zip.length);
        kept.put("download_path", "temp/" + KEPT_AS_IT_CAME + "/my_mod.zip");
        record(KEPT_AS_IT_CAME, kept);
        write(NEVER_MOVED, "packed.zip", zip);
        record(NEVER_MOVED, full(NEVER_MOVED, "packed", "packed.zip", zip.length));

        write(IMAGE, "packed.webp", new byte[] {'R', 'I', 'F', 'F'});
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("job_id", IMAGE);
        image.put("transfer_kind", "img");
        image.put("storage_type", "avatar");
        image.put("file_kind", "img");
        image.put("status", "packed");
        image.put("packed_path", "temp/" + IMAGE + "/packed.webp");
        image.put("packed_format", "webp");
        record(IMAGE, image);

        write(OLD_SHAPE, "packed.zip", zip);
        write(OLD_SHAPE, ".meta.json.tmp", "{\"status\": \"pa".getBytes(StandardCharsets.UTF_8));
        Map<String, Object> old = new LinkedHashMap<>();
        old.put("status", "packed");
        old.put("stage", "packed");
        old.put("mod_id", null);
        old.put("created_at", NOW - 60 + 0.25);
        old.put("packed_path", "temp/" + OLD_SHAPE + "/packed.zip");
        old.put("packed_bytes", (double) zip.length);
        old.put("unpacked_bytes", null);
        old.put("sha256", null);
        old.put("error", null);
        old.put("clients", new String[0]);
        old.put("repack", Map.of("engine", "7z", "took", 1.5));
        record(OLD_SHAPE, old);

        // It moved the file, and was stopped before it deleted the workspace.
        Map<String, Object> moved = full(MOVED, "packed", "packed.zip", 777);
        moved.put("final_path", "archive/moved.zip");
        moved.put("final_bytes", 777);
        moved.put("moved_at", NOW);
        record(MOVED, moved);
    }

    private void jobsUnderWay(String origin) throws IOException {
        write(UPLOADING, "mod.7z", new byte[1000]);
        Map<String, Object> uploading = started(UPLOADING, "uploading");
        uploading.put("download_path", "temp/" + UPLOADING + "/mod.7z");
        uploading.put("total_bytes", 5000.0);
        record(UPLOADING, uploading);
        record(UPLOAD_ANNOUNCED, started(UPLOAD_ANNOUNCED, "pending"));

        write(DOWNLOADING, "mod.txt", TEXT.substring(0, 50).getBytes(StandardCharsets.UTF_8));
        Map<String, Object> downloading = started(DOWNLOADING, "downloading");
        downloading.put("download_url", origin + "mod.txt");
        downloading.put("download_path", "temp/" + DOWNLOADING + "/mod.txt");
        downloading.put("download_started_at", NOW - 5.5);
        downloading.put("downloaded_bytes", 50);
        downloading.put("total_bytes", TEXT.length());
        record(DOWNLOADING, downloading);
        Map<String, Object> pending = started(DOWNLOAD_PENDING, "pending");
        pending.put("download_url", origin + "mod.txt");
        record(DOWNLOAD_PENDING, pending);

        write(UPLOADED, "mod.txt", TEXT.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> uploaded = started(UPLOADED, "uploaded");
        uploaded.put("download_path", "temp/" + UPLOADED + "/mod.txt");
        uploaded.put("upload_completed_at", NOW);
        uploaded.put("downloaded_bytes", TEXT.length());
        uploaded.put("total_bytes", TEXT.length());
        record(UPLOADED, uploaded);

        write(EXTRACTING, "mod.zip", zip("mod.txt"));
        write("temp/" + EXTRACTING + "/unpacked/data/mod.txt", "half of".getBytes(StandardCharsets.UTF_8));
        write(EXTRACTING, "packed.zip", "PK half of it".getBytes(StandardCharsets.UTF_8));
        Map<String, Object> extracting = started(EXTRACTING, "extracting");
        extracting.put("download_path", "temp/" + EXTRACTING + "/mod.zip");
        record(EXTRACTING, extracting);

        write(FAILED, "mod.7z", new byte[10]);
        Map<String, Object> failed = started(FAILED, "error");
        failed.put("error", "7z exited with 2");
        failed.put("error_reason", "repack_failed");
        record(FAILED, failed);
    }

    private void strangers() throws IOException {
        write("notes.txt", "of the operator".getBytes(StandardCharsets.UTF_8));
        write("backup/archive/old.zip", new byte[100]);
        write("temp/leftover.tmp", new byte[100]);
        write("temp/job-norecord1/mod.zip", new byte[100]);
        write("temp/tmp_x/file", new byte[1]);
    }

    private static Map<String, Object> started(String job, String status) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("job_id", job);
        record.put("mod_id", 17);
        record.put("transfer_kind", "archive");
        record.put("storage_type", "");
        record.put("file_kind", "");
        record.put("filename", "mod.txt");
        record.put("pack_format", "zip");
        record.put("pack_level", 3);
        record.put("status", status);
        record.put("created_at", NOW - 60);
        return record;
    }

    /** With every key there is. */
    private static Map<String, Object> full(String job, String status, String packed, long bytes) {
        Map<String, Object> record = started(job, status);
        record.put("download_url", "https://mods.example/mod.7z");
        record.put("download_path", "temp/" + job + "/mod.7z");
        record.put("download_started_at", NOW - 50);
        record.put("download_completed_at", NOW - 40);
        record.put("upload_completed_at", NOW - 40);
        record.put("downloaded_bytes", 23);
        record.put("total_bytes", 23);
        record.put("unpacked_bytes", TEXT.length());
        record.put("packed_path", "temp/" + job + "/" + packed);
        record.put("packed_bytes", bytes);
        record.put("packed_format", "zip");
        record.put("sha256", "");
        record.put("error", null);
        record.put("error_reason", null);
        return record;
    }

    private void record(String job, Map<String, Object> values) throws IOException {
        write(job, "meta.json", JSON.writeValueAsBytes(values));
    }

    private Path write(String job, String name, byte[] content) throws IOException {
        return write("temp/" + job + "/" + name, content);
    }

    private Path write(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** An archive as it packed them. */
    static byte[] zip(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry only = new ZipEntry(entry);
            only.setTime(LONG_AGO.toEpochMilli());
            zip.putNextEntry(only);
            zip.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    Path workspace(String job) {
        return root.resolve("temp").resolve(job);
    }

    /** Everything below a folder by its path: type, permissions, and of files the time and the digest. */
    Map<String, String> snapshot(String folder) throws Exception {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            for (Path file : files.toList()) {
                String kind = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    kind += " " + Files.getLastModifiedTime(file) + " " + Files.size(file) + " "
                            + HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
                }
                all.put(root.relativize(file).toString(), kind);
            }
        }
        return all;
    }
}
