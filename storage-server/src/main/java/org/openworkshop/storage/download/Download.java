/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.AccessDecision;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.storage.StoredFile;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.ErrorResponder;
import org.openworkshop.storage.web.RequestId;
import org.openworkshop.storage.web.RequestTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One download on its way: find the file, ask whether the caller may have it, open it, answer. While others are asked, no
 * thread waits and no file is open.
 */
final class Download {
    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final int ATTEMPTS = 16;
    private static final long UNPACKED_SIZE_SECONDS = 20;
    /** Of everything about a protected file, refusals too: no shared cache may answer for us. */
    private static final String GUARDED_CACHE_CONTROL = "private, no-cache";

    /** What every download needs. */
    record Services(
            MainDirectory directory,
            AccessCheck access,
            UnpackedSizes unpackedSizes,
            FileVersions versions,
            SmallFiles smallFiles,
            RecentFiles recent,
            AnswerPolicy policy) {}

    private final Services services;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final DownloadTarget target;
    /** When the disk was looked at last. */
    private RecentFiles.@Nullable Moment looked;

    Download(Services services, Request request, Response response, Callback callback, DownloadTarget target) {
        this.services = services;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.target = target;
    }

    /** Answers now or later; blocks for the file system only. */
    void start() throws IOException {
        if (Guard.isProtected(target.path())) {
            keepFromSharedCaches();
        }
        Optional<StoredFile> found = find();
        if (found.isEmpty()) {
            return;
        }
        Guard guard = Guard.of(target.path(), found.get().location());
        if (guard.sealed() || guard.asks()) {
            keepFromSharedCaches();
        }
        if (guard.sealed()) {
            refuse(ErrorCode.FILE_NOT_FOUND);
        } else if (guard.asks()) {
            ask(found.get(), guard, 0);
        } else {
            serve(found.get(), guard);
        }
    }

    /** Answers with a free file that the path led to a moment ago; false when it is not in memory. Never blocks. */
    boolean answeredFromMemory(StoredFile recent) {
        SmallFiles.@Nullable Kept kept = services.smallFiles().find(recent);
        if (kept != null) {
            answer(kept, Guard.of(target.path(), recent.location()));
        }
        return kept != null;
    }

    private void keepFromSharedCaches() {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, GUARDED_CACHE_CONTROL);
    }

    /** The file; absent when the request has been answered, because there is none. */
    private Optional<StoredFile> find() throws IOException {
        looked = services.recent().now(target.area());
        try {
            Optional<StoredFile> found =
                    services.directory().area(target.area()).find(target.path());
            if (found.isEmpty()) {
                refuse(ErrorCode.FILE_NOT_FOUND);
            }
            return found;
        } catch (RefusedPathException e) {
            LOG.debug(
                    "Download is refused path={} reason={} request_id={}",
                    target.path(),
                    e.getMessage(),
                    RequestId.of(request));
            refuse(ErrorCode.PATH_REFUSED);
        } catch (InvalidPathException e) {
            // The platform's character set has no such name, so there is no such file.
            refuse(ErrorCode.FILE_NOT_FOUND);
        }
        return Optional.empty();
    }

    private void ask(StoredFile found, Guard guard, int index) {
        CallerCookies cookies = CallerCookies.of(request.getHeaders());
        CompletableFuture<AccessDecision> check = services.access()
                .check(
                        guard.modIds().get(index),
                        cookies.accessToken(),
                        cookies.refreshToken(),
                        RequestTrace.of(request));
        // The access service has a timeout of its own, which may be longer than the connection's.
        request.addIdleTimeoutListener(timeout -> check.isDone());
        after(check, decision -> {
            if (!decision.allowed()) {
                deny(decision);
            } else if (index + 1 < guard.modIds().size()) {
                ask(found, guard, index + 1);
            } else {
                serve(found, guard);
            }
        });
    }

    private void deny(AccessDecision decision) {
        int status = decision.status();
        if (status == HttpStatus.NO_CONTENT_204
                || status == HttpStatus.RESET_CONTENT_205
                || status == HttpStatus.NOT_MODIFIED_304) {
            response.setStatus(status);
            response.write(true, null, callback);
        } else {
            ErrorResponder.send(request, response, callback, status, decision.message());
        }
    }

    private void serve(StoredFile found, Guard guard) throws IOException {
        StoredFile file = found;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (answered(file, guard)) {
                return;
            }
            Optional<StoredFile> again = find();
            if (again.isEmpty()) {
                return;
            }
            file = again.get();
            if (!Guard.of(target.path(), file.location()).equals(guard)) {
                // A link was turned to another place while we asked; nobody has allowed that one.
                refuse(ErrorCode.FILE_NOT_FOUND);
                return;
            }
        }
        throw new IOException("the file changes all the time: " + target.path());
    }

    /** Answers with that version of the file; false when its place holds another one by now. */
    private boolean answered(StoredFile file, Guard guard) throws IOException {
        SmallFiles.@Nullable Kept kept = services.smallFiles().find(file);
        // Found on the way here; only an access check may have taken its time since.
        if (kept != null && (!guard.asks() || OpenFile.isStill(file))) {
            remember(file, guard);
            answer(kept, guard);
            return true;
        }
        Optional<OpenFile> open = OpenFile.open(file);
        if (open.isEmpty()) {
            return false;
        }
        if (!services.smallFiles().takes(file)) {
            answer(open.get(), guard);
            return true;
        }
        try (OpenFile small = open.get()) {
            kept = services.smallFiles().read(small, services.versions().of(file));
        }
        if (kept == null) {
            return false;
        }
        answer(kept, guard);
        return true;
    }

    private void remember(StoredFile file, Guard guard) {
        if (looked != null && !guard.asks()) {
            services.recent().remember(request.getHttpURI().getPath(), new RecentFiles.Found(target, file, looked));
        }
    }

    /** Answers from memory. */
    private void answer(SmallFiles.Kept kept, Guard guard) {
        FileAnswer answer = kept.answer();
        Selection selection = select(answer);
        @Nullable FileBody body = prepare(answer, selection, guard);
        if (body != null && isGet()) {
            response.write(true, kept.body(body), callback);
        } else if (body != null) {
            answerHead(answer.file(), guard);
        }
    }

    /** Answers from an open file, which is closed when the answer is out. */
    private void answer(OpenFile open, Guard guard) throws IOException {
        boolean sending = false;
        try {
            FileAnswer answer = new FileAnswer(open.file(), services.versions().of(open.file()));
            Selection selection = select(answer);
            boolean redirected = isGet() && services.policy().redirects() && AccelRedirect.suits(request.getHeaders());
            @Nullable FileBody body = prepare(answer, redirected ? selection.uncut() : selection, guard);
            if (body != null && redirected) {
                AccelRedirect.put(
                        response.getHeaders(),
                        services.policy().accelRedirectPrefix(),
                        open.file().location());
                response.write(true, null, callback);
            } else if (body != null && isGet()) {
                sending = true;
                FileSender.send(request, response, open.channel(), body, callback);
            } else if (body != null) {
                answerHead(open.file(), guard);
            }
        } finally {
            if (!sending) {
                open.close();
            }
        }
    }

    private boolean isGet() {
        return HttpMethod.GET.is(request.getMethod());
    }

    private Selection select(FileAnswer answer) {
        return Selection.of(isGet(), request.getHeaders(), answer.version());
    }

    private void answerHead(StoredFile file, Guard guard) {
        if (guard.asks()) {
            tellUnpackedSize(file);
        } else {
            response.write(true, null, callback);
        }
    }

    /** Puts status and headers; null when the answer has no body from the file and has been given. */
    private @Nullable FileBody prepare(FileAnswer answer, Selection selection, Guard guard) {
        var headers = response.getHeaders();
        answer.putValidators(headers);
        response.setStatus(FileAnswer.status(selection));
        switch (selection.outcome()) {
            case WHOLE, PARTS -> {
                tellCaches(guard);
                answer.putDisposition(
                        headers, SaveName.find(request.getHttpURI().getQuery()));
                if (WantedDigest.isSha256(request.getHeaders())) {
                    answer.putDigest(headers);
                }
                return selection.ranges().isEmpty() ? answer.whole(headers) : answer.parts(headers, selection.ranges());
            }
            case NOT_MODIFIED -> {
                tellCaches(guard);
                response.setStatus(HttpStatus.NOT_MODIFIED_304);
                answer.notModified(headers);
                response.write(true, null, callback);
            }
            case PRECONDITION_FAILED -> refuse(ErrorCode.PRECONDITION_FAILED);
            case UNSATISFIABLE -> {
                answer.unsatisfiable(headers);
                refuse(ErrorCode.RANGE_NOT_SATISFIABLE);
            }
        }
        return null;
    }

    /** Errors about free files tell caches nothing, so that none outlives its cause. */
    private void tellCaches(Guard guard) {
        String cacheControl = services.policy().cacheControl(target.area());
        if (!guard.asks() && !cacheControl.isEmpty()) {
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, cacheControl);
        }
    }

    private void tellUnpackedSize(StoredFile file) {
        CompletableFuture<OptionalLong> known = services.unpackedSizes()
                .find(file)
                .completeOnTimeout(OptionalLong.empty(), UNPACKED_SIZE_SECONDS, TimeUnit.SECONDS);
        after(known, size -> {
            size.ifPresent(bytes -> response.getHeaders().put("X-Unpacked-Bytes", Long.toString(bytes)));
            response.write(true, null, callback);
        });
    }

    private interface Step<T> {
        void run(T result) throws IOException;
    }

    /** Goes on with the answer on a thread of the server: whoever completes the future has work of its own. */
    private <T> void after(CompletableFuture<T> future, Step<T> step) {
        var unused = future.whenComplete((result, failure) -> {
            try {
                request.getComponents().getExecutor().execute(() -> run(step, result, failure));
            } catch (RejectedExecutionException e) {
                callback.failed(e);
            }
        });
    }

    private <T> void run(Step<T> step, T result, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                throw new IOException("what the answer waited for has failed", failure);
            }
            step.run(result);
        } catch (IOException | RuntimeException | Error e) {
            callback.failed(e);
        }
    }

    private void refuse(ErrorCode code) {
        ErrorResponder.send(request, response, callback, code);
    }
}
