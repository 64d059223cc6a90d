/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobId;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.RequestJob;

/** What an operator can have done. Thread-safe. */
final class AdminActions {
    private static final Pattern CANCEL = Pattern.compile("jobs/([^/]+)/cancel");
    private static final Pattern RETRY = Pattern.compile("callbacks/([^/]+)/retry");
    private static final long LONGEST_SWEEP_SECONDS = 10;

    private final Transfers transfers;

    AdminActions(Transfers transfers) {
        this.transfers = transfers;
    }

    /** One of them. */
    interface Action {
        /**
         * Has it done, or begun.
         *
         * @throws ApiException when it cannot be done
         * @throws IOException when the main directory cannot be read
         */
        AdminHandler.Answer run() throws IOException;
    }

    /** The action that a request asks for by its path below the API's; absent when there is none. */
    Optional<Action> find(String path, Request request) {
        Matcher cancel = CANCEL.matcher(path);
        if (cancel.matches()) {
            return Optional.of(() -> cancel(id(cancel.group(1), request)));
        }
        Matcher retry = RETRY.matcher(path);
        if (retry.matches()) {
            return Optional.of(() -> retry(id(retry.group(1), request)));
        }
        return path.equals("sweep") ? Optional.of(this::sweep) : Optional.empty();
    }

    private static JobId id(String text, Request request) {
        JobId id = JobId.find(text).orElseThrow(() -> new ApiException(ErrorCode.INVALID_JOB_ID));
        RequestJob.tell(request, id.value());
        return id;
    }

    private AdminHandler.Answer cancel(JobId id) throws IOException {
        boolean asked = transfers.cancel(id).orElseThrow(() -> new ApiException(ErrorCode.JOB_NOT_FOUND));
        if (!asked) {
            throw new ApiException(ErrorCode.JOB_NOT_UNDER_WAY);
        }
        return accepted("cancelling", id);
    }

    private AdminHandler.Answer retry(JobId id) throws IOException {
        boolean any = transfers.completions().stream()
                .anyMatch(stored -> stored.completion().jobId().equals(id.value()));
        if (!any) {
            throw new ApiException(ErrorCode.NOTHING_OWED);
        }
        transfers.tellAgain(id);
        return accepted("retrying", id);
    }

    private static AdminHandler.Answer accepted(String status, JobId id) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("job_id", id.value());
        body.put("status", status);
        return new AdminHandler.Answer(HttpStatus.ACCEPTED_202, body);
    }

    /** One that takes long goes on by itself. */
    private AdminHandler.Answer sweep() throws IOException {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        try {
            int removed = transfers.sweep().get(LONGEST_SWEEP_SECONDS, TimeUnit.SECONDS);
            body.put("status", "done");
            body.put("removed", removed);
            return AdminHandler.Answer.ok(body);
        } catch (TimeoutException e) {
            body.put("status", "running");
            body.put("removed", null);
            return new AdminHandler.Answer(HttpStatus.ACCEPTED_202, body);
        } catch (ExecutionException e) {
            throw new IOException("the sweep failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a sweep is made", e);
        }
    }
}
