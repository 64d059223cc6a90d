/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.dev.OpenTransfer.Outcome;
import org.openworkshop.storage.dev.OpenTransfer.Target;

/**
 * Where a client asks Manager for a transfer, and how it ended.
 *
 * <pre>
 *   POST /api/transfers             {"kind": "archive"|"image", "name"?, "url"?}  ->  201 {@link TransferTicket}
 *   GET  /api/transfers/JOB?wait=S  {"status": "pending"|"stored"|"failed", "reason"?, "file"?, "claims"?}
 * </pre>
 *
 * A real Manager checks here who is asking, and what they may upload.
 */
final class TransferEndpoint implements Endpoint {
    static final String PATH = "/api/transfers";

    private static final int MAX_WAIT_SECONDS = 25;
    private static final int MAX_NAME = 200;

    private final URI storage;
    private final TransferTokenIssuer tokens;
    private final OpenTransfers transfers;
    private final Catalogue catalogue;

    TransferEndpoint(URI storage, TransferTokenIssuer tokens, OpenTransfers transfers, Catalogue catalogue) {
        this.storage = storage;
        this.tokens = tokens;
        this.transfers = transfers;
        this.catalogue = catalogue;
    }

    @Override
    public Answer answer(HttpExchange exchange) throws RefusedException, IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(PATH)) {
            Endpoint.requireMethod(exchange, "POST");
            return Answer.json(201, open(Endpoint.readJson(exchange)));
        }
        Endpoint.requireMethod(exchange, "GET");
        OpenTransfer transfer = transfers
                .find(path.substring(PATH.length() + 1))
                .orElseThrow(() -> new RefusedException(404, "Transfer not found"));
        return Answer.json(200, describe(transfer.await(waitSeconds(exchange.getRequestURI()))));
    }

    private TransferTicket open(JsonNode asked) throws RefusedException {
        String kind = asked.path("kind").asText("archive");
        String url = asked.path("url").asText("");
        String name = asked.path("name").asText("");
        if (!kind.equals("archive") && !(kind.equals("image") && url.isEmpty())) {
            throw new RefusedException(400, "kind must be archive or, for an upload, image");
        }
        if (name.length() > MAX_NAME) {
            throw new RefusedException(400, "name is too long");
        }
        String jobId = UUID.randomUUID().toString();
        Map<String, Object> claims = new LinkedHashMap<>();
        Target target = kind.equals("image") ? imageClaims(claims, jobId) : archiveClaims(claims);
        if (!url.isEmpty()) {
            claims.put("download_url", url);
        }
        String given = url.isEmpty() ? name : lastSegment(url);
        transfers.add(new OpenTransfer(jobId, given.isEmpty() ? kind : given, target));
        return ticket(jobId, tokens.issue(jobId, claims), !url.isEmpty());
    }

    private Target archiveClaims(Map<String, Object> claims) {
        long modId = catalogue.nextModId();
        claims.put("transfer_kind", "archive");
        claims.put("mod_id", modId);
        claims.put("pack_format", "zip");
        return new Target("archive", "mods/" + modId + "/main.zip");
    }

    private static Target imageClaims(Map<String, Object> claims, String jobId) {
        Target target = new Target("resource", "images/" + jobId + ".webp");
        claims.put("transfer_kind", "img");
        claims.put("storage_type", target.area());
        claims.put("file_kind", "img");
        claims.put("target_path", target.path());
        return target;
    }

    private TransferTicket ticket(String jobId, String token, boolean fetch) {
        String query = "?token=" + token;
        String socket = "ws://" + storage.getAuthority() + "/transfer/ws/" + jobId + query;
        return fetch
                ? new TransferTicket(jobId, token, null, storage + "/transfer/start" + query, socket)
                : new TransferTicket(jobId, token, storage + "/transfer/upload" + query, null, socket);
    }

    private Map<String, Object> describe(@Nullable Outcome outcome) {
        if (outcome == null) {
            return Map.of("status", "pending");
        }
        if (outcome.file() == null) {
            return Map.of("status", "failed", "reason", String.valueOf(outcome.reason()), "claims", outcome.claims());
        }
        return Map.of(
                "status", "stored", "file", FilesEndpoint.row(outcome.file(), storage), "claims", outcome.claims());
    }

    private static int waitSeconds(URI uri) {
        String query = uri.getQuery();
        boolean given = query != null && query.matches("wait=[0-9]{1,4}");
        return given ? Math.min(MAX_WAIT_SECONDS, Integer.parseInt(query.substring("wait=".length()))) : 0;
    }

    private static String lastSegment(String url) {
        String path = url.replaceFirst("[?#].*$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.length() > MAX_NAME ? last.substring(0, MAX_NAME) : last;
    }
}
