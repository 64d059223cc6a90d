/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.dev.OpenTransfer.Outcome;

/**
 * Where the storage server tells Manager how a transfer ended: {@code POST /internal/storage/transfer-completions}. A result
 * is moved to its permanent place before the answer is given. An answer of 5xx makes the storage server try again later;
 * moving twice does no harm.
 */
final class CompletionEndpoint implements Endpoint {
    static final String PATH = "/internal/storage/transfer-completions";

    private final CompletionVerifier verifier;
    private final OpenTransfers transfers;
    private final Catalogue catalogue;
    private final StorageClient storage;
    private final Clock clock;

    CompletionEndpoint(
            CompletionVerifier verifier,
            OpenTransfers transfers,
            Catalogue catalogue,
            StorageClient storage,
            Clock clock) {
        this.verifier = verifier;
        this.transfers = transfers;
        this.catalogue = catalogue;
        this.storage = storage;
        this.clock = clock;
    }

    @Override
    public Answer answer(HttpExchange exchange) throws RefusedException, IOException, InterruptedException {
        Endpoint.requireMethod(exchange, "POST");
        Map<String, Object> claims =
                verifier.verify(exchange.getRequestHeaders().getFirst("Authorization"));
        OpenTransfer transfer = transfers
                .find(String.valueOf(claims.get("job_id")))
                .orElseThrow(() -> new RefusedException(404, "Transfer not found"));
        if ("success".equals(claims.get("status"))) {
            store(transfer, claims);
        } else {
            transfer.settle(new Outcome(String.valueOf(claims.get("reason")), null, claims));
        }
        return Answer.text(200, "OK");
    }

    private void store(OpenTransfer transfer, Map<String, Object> claims) throws IOException, InterruptedException {
        try {
            long bytes = storage.move(transfer.jobId(), transfer.target());
            StoredItem item = new StoredItem(
                    transfer.name(),
                    transfer.target().area(),
                    transfer.target().path(),
                    bytes,
                    number(claims.get("bytes")),
                    claims.get("unpacked_bytes") instanceof Number unpacked ? unpacked.longValue() : null,
                    String.valueOf(claims.get("sha256")),
                    clock.instant().getEpochSecond());
            catalogue.add(item);
            transfer.settle(new Outcome(null, item, claims));
        } catch (RefusedException e) {
            transfer.settle(new Outcome("move refused: " + e.status() + " " + e.phrase(), null, claims));
        }
    }

    private static long number(@Nullable Object claim) {
        return claim instanceof Number number ? number.longValue() : 0;
    }
}
