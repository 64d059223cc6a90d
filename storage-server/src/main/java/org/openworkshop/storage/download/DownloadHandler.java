/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.time.Clock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.openworkshop.storage.storage.ContentHash;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.ErrorResponder;
import org.openworkshop.storage.web.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET} and {@code HEAD} on {@code /download/<area>/<path>}, and hands every other request on. Files are sent
 * with validators, conditions and ranges (RFC 9110 sections 8.8, 13 and 14); those of mods only to callers whom the access
 * check allows.
 *
 * <p>Decisions are made on the path as it was sent, decoded once. The connector must let such paths through: see
 * {@link DownloadConnections}.
 */
public final class DownloadHandler extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadHandler.class);

    private final Download.Services services;

    /**
     * @param next handles all that is no download
     * @param directory where the files are; must be open as long as this handler runs
     * @param access asked before a mod's file is sent
     * @param unpackedSize asked once per file version
     * @param policy what the operator wants answers to say
     */
    public DownloadHandler(
            Handler next, MainDirectory directory, AccessCheck access, UnpackedSize unpackedSize, AnswerPolicy policy) {
        super(next);
        this.services = new Download.Services(
                directory,
                access,
                new UnpackedSizes(unpackedSize, System::nanoTime),
                new FileVersions(file -> FileVersion.of(file, ContentHash.find(file))),
                // Where somebody else sends the files, none is read here.
                new SmallFiles(
                        policy.redirects() ? 0 : policy.download().cacheBytes(),
                        policy.download().cacheFileBytes(),
                        Clock.systemUTC()),
                new RecentFiles(directory, System::nanoTime),
                policy);
    }

    /**
     * A handler that answers what needs no thread that may block, and hands on all else.
     *
     * @param next leads to this handler, by way of such a thread
     */
    public Handler inFront(Handler next) {
        return new RecentDownloadHandler(next, services);
    }

    /** Finding and opening files blocks, whatever the next handler does. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String rawPath = request.getHttpURI().getPath();
        if (!DownloadTarget.isDownload(rawPath)) {
            return handOn(request, response, callback);
        }
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            ErrorResponder.send(request, response, callback, ErrorCode.METHOD_NOT_ALLOWED);
            return true;
        }
        answer(rawPath, request, response, callback);
        return true;
    }

    /** The connector is permissive for downloads only: for all others Jetty's own rules hold here. */
    private boolean handOn(Request request, Response response, Callback callback) throws Exception {
        var violations = request.getHttpURI().getViolations();
        if (!violations.stream().allMatch(UriCompliance.DEFAULT::allows)) {
            LOG.debug("Request is refused violations={} request_id={}", violations, RequestId.of(request));
            ErrorResponder.send(request, response, callback, ErrorCode.BAD_REQUEST);
            return true;
        }
        return super.handle(request, response, callback);
    }

    private void answer(String rawPath, Request request, Response response, Callback callback) throws IOException {
        DownloadTarget target;
        try {
            target = DownloadTarget.parse(rawPath);
        } catch (DownloadTarget.UnusableException e) {
            LOG.debug(
                    "Download is refused code={} reason={} request_id={}",
                    e.code(),
                    e.getMessage(),
                    RequestId.of(request));
            ErrorResponder.send(request, response, callback, e.code());
            return;
        }
        new Download(services, request, response, callback, target).start();
    }

    @Override
    protected void doStop() throws Exception {
        try {
            super.doStop();
        } finally {
            services.unpackedSizes().close();
        }
    }
}
