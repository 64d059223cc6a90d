/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a resource throws into the one error format: refusals as they are, the framework's own (no such route, wrong
 * method) by their status, a vanished client quietly, want of disk space as 507, anything else as 500 with the trace in the
 * log only.
 */
public final class ApiExceptionMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ApiExceptionMapper.class);

    private final Provider<Request> request;
    private final DiskFull diskFull;

    @Inject
    ApiExceptionMapper(Provider<Request> request, DiskFull diskFull) {
        this.request = request;
        this.diskFull = diskFull;
    }

    @Override
    public Response toResponse(Throwable failure) {
        String accept = request.get().getHeaders().get(HttpHeader.ACCEPT);
        if (isOurs(failure) && diskFull.isCauseOf().test(failure)) {
            log(id -> LOG.warn("There is no room on the disk reason={} request_id={}", failure.toString(), id));
            ErrorCode code = ErrorCode.INSUFFICIENT_STORAGE;
            return response(code.status(), ErrorBody.of(code, code.phrase(), accept));
        }
        if (failure instanceof ApiException refusal) {
            log(id -> LOG.debug(
                    "Request is refused code={} reason={} request_id={}", refusal.code(), reason(refusal), id));
            ErrorCode code = refusal.code();
            return response(code.status(), ErrorBody.of(code, refusal.phrase(), accept));
        }
        if (failure instanceof WebApplicationException http) {
            return fromFramework(http.getResponse(), accept);
        }
        if (failure instanceof BodyException gone) {
            log(id -> LOG.debug("Body is cut off reason={} request_id={}", gone.toString(), id));
            ErrorCode code = gone.timedOut() ? ErrorCode.UPLOAD_TIMED_OUT : ErrorCode.BAD_REQUEST;
            return response(code.status(), ErrorBody.of(code, code.phrase(), accept));
        }
        log(id -> LOG.error("Request failed request_id={}", id, failure));
        ErrorCode code = ErrorCode.INTERNAL_ERROR;
        return response(code.status(), ErrorBody.of(code, code.phrase(), accept));
    }

    private void log(Consumer<String> line) {
        Request about = request.get();
        RequestJob.whileLogging(about, () -> line.accept(RequestId.of(about)));
    }

    /** What is behind a refusal; a client can cause it, so its trace is of no interest. */
    private static String reason(ApiException refusal) {
        return String.valueOf(refusal.getCause() == null ? refusal.getMessage() : refusal.getCause());
    }

    /** Whether it is no fault of the client's, as far as the resource could tell. */
    private static boolean isOurs(Throwable failure) {
        return !(failure instanceof ApiException refusal) || refusal.code().status() == 500;
    }

    private static Response fromFramework(Response original, @org.jspecify.annotations.Nullable String accept) {
        int status = original.getStatus();
        if (status < 400) {
            return original;
        }
        ErrorBody body = switch (status) {
            case 404 -> ErrorBody.of(ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND.phrase(), accept);
            case 405 -> ErrorBody.of(ErrorCode.METHOD_NOT_ALLOWED, ErrorCode.METHOD_NOT_ALLOWED.phrase(), accept);
            case 415 ->
                ErrorBody.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, ErrorCode.UNSUPPORTED_MEDIA_TYPE.phrase(), accept);
            default -> ErrorBody.of(status, HttpStatus.getMessage(status), accept);
        };
        return Response.fromResponse(original)
                .header(HttpHeaders.CONTENT_TYPE, null)
                .header(HttpHeaders.CONTENT_TYPE, body.contentType())
                .header("X-Content-Type-Options", "nosniff")
                .entity(body.bytes())
                .build();
    }

    private static Response response(int status, ErrorBody body) {
        Response.ResponseBuilder builder = Response.status(status);
        RetryAfter.seconds(status).ifPresent(seconds -> builder.header(HttpHeaders.RETRY_AFTER, seconds));
        return builder.header(HttpHeaders.CONTENT_TYPE, body.contentType())
                .header("X-Content-Type-Options", "nosniff")
                .entity(body.bytes())
                .build();
    }
}
