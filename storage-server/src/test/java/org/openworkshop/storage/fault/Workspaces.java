/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folders of jobs under way, seen from outside the server. */
final class Workspaces {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path temp;

    Workspaces(Path mainDir) {
        this.temp = mainDir.resolve("temp");
    }

    /** The stage in each record, by job id; a record that is no JSON shows as {@code unreadable}. */
    Map<String, String> stages() throws IOException {
        Map<String, String> stages = new TreeMap<>();
        if (!Files.isDirectory(temp)) {
            return stages;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temp)) {
            for (Path folder : folders) {
                Path record = folder.resolve("meta.json");
                if (Files.exists(record)) {
                    stages.put(String.valueOf(folder.getFileName()), stage(record));
                }
            }
        }
        return stages;
    }

    private static String stage(Path record) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(record));
            return json.path("status").asText("unreadable");
        } catch (JacksonException e) {
            return "unreadable";
        }
    }

    /** Whether the job has a record. */
    boolean hasRecord(String jobId) {
        return Files.exists(temp.resolve(jobId).resolve("meta.json"));
    }

    /** What is left, one line per workspace: its record in short and its files. */
    List<String> describe() throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temp)) {
            for (Path folder : folders) {
                lines.add(describe(folder));
            }
        }
        return lines;
    }

    private static String describe(Path folder) throws IOException {
        StringBuilder line = new StringBuilder(String.valueOf(folder.getFileName()));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                line.append(' ').append(file.getFileName()).append('=').append(Files.size(file));
            }
            Path record = folder.resolve("meta.json");
            line.append(' ').append(Files.exists(record) ? JSON.readTree(Files.readAllBytes(record)) : "no record");
        } catch (NoSuchFileException | JacksonException e) {
            line.append(" changing: ").append(e.getMessage());
        }
        return line.toString();
    }
}
