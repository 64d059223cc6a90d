/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers downloads of small files that many ask for on the thread that read the request: of free files that are in memory and
 * that a path led to a moment ago. Hands all else on. Never blocks.
 */
final class RecentDownloadHandler extends Handler.Wrapper {
    /** More would keep the thread from other connections for too long. */
    private static final long MOST_BYTES = 64 * 1024;

    private final Download.Services services;

    RecentDownloadHandler(Handler next, Download.Services services) {
        super(next);
        this.services = services;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return answered(request, response, callback) || super.handle(request, response, callback);
    }

    private boolean answered(Request request, Response response, Callback callback) {
        String rawPath = request.getHttpURI().getPath();
        boolean read = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (!read || !DownloadTarget.isDownload(rawPath)) {
            return false;
        }
        RecentFiles.@Nullable Found found = services.recent().find(rawPath);
        return found != null
                && found.file().size() <= MOST_BYTES
                && new Download(services, request, response, callback, found.target()).answeredFromMemory(found.file());
    }
}
