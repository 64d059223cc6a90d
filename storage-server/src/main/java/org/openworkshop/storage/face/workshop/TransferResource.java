/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.TokenException;
import org.openworkshop.storage.access.TransferClaims;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.fetch.FetchUrl;
import org.openworkshop.storage.fetch.InvalidUrlException;
import org.openworkshop.storage.transfer.Fetches;
import org.openworkshop.storage.transfer.StoppingException;
import org.openworkshop.storage.transfer.TransferException;
import org.openworkshop.storage.transfer.TransferOrder;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.transfer.UploadInProgressException;
import org.openworkshop.storage.transfer.UploadResult;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.DescribedBy;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.FormReader;
import org.openworkshop.storage.web.RequestBody;
import org.openworkshop.storage.web.RequestJob;
import org.openworkshop.storage.web.RequestTrace;

/** Transfers with a token: start the fetch of a URL, or upload a file. */
@Path("/transfer")
@Produces("application/json")
public final class TransferResource {
    private final Transfers transfers;
    private final TransferTokens tokens;
    private final OrderReader orders;
    private final BodyPace pace;

    @Inject
    TransferResource(Transfers transfers, TransferTokens tokens, OrderReader orders, BodyPace pace) {
        this.transfers = transfers;
        this.tokens = tokens;
        this.orders = orders;
        this.pace = pace;
    }

    /** The answer to a start. */
    public record StartAnswer(
            @JsonProperty("job_id") String jobId,
            String status,
            @JsonProperty("ws_url") String wsUrl) {}

    /** The answer to a finished upload. */
    public record UploadAnswer(@JsonProperty("job_id") String jobId, long bytes, long total) {}

    /** Starts fetching the token's URL. */
    @GET
    @Path("/start")
    @DescribedBy(TransferCalls.StartTransferCall.class)
    public StartAnswer start(@Context Request request) throws IOException, InterruptedException {
        if (HttpMethod.HEAD.is(request.getMethod())) {
            // A HEAD, which the framework hands to GET, must not start anything.
            throw new NotAllowedException("GET", new String[] {"POST"});
        }
        return start(request, ManageForm.queryToken(request));
    }

    /** Starts fetching the token's URL; the token may be a form field. */
    @POST
    @Path("/start")
    @DescribedBy(TransferCalls.StartTransferByFormCall.class)
    public StartAnswer startByForm(@Context Request request) throws IOException, InterruptedException {
        String token = ManageForm.queryToken(request);
        if (token == null || token.isEmpty()) {
            token = formToken(request);
        }
        return start(request, token);
    }

    private @Nullable String formToken(Request request) throws IOException {
        ManageForm.Fields form = new ManageForm.Fields();
        try {
            FormReader.read(new RequestBody(request, pace), request.getHeaders().get("Content-Type"), form);
        } catch (ApiException e) {
            throw form.find("token") == null ? new ApiException(ErrorCode.TOKEN_NOT_FOUND, e) : e;
        }
        return form.find("token");
    }

    private StartAnswer start(Request request, @Nullable String token) throws IOException, InterruptedException {
        TransferClaims claims = verify(token);
        RequestJob.tell(request, OrderReader.jobId(claims).value());
        URI url = url(claims);
        OrderReader.requireZip(claims.text("pack_format"));
        TransferOrder order = orders.fetch(claims);
        String status;
        try {
            status = transfers
                    .fetches()
                    .start(order, new Fetches.Source(url, claims.text("filename"), RequestTrace.of(request)));
        } catch (StoppingException e) {
            throw new ApiException(ErrorCode.SERVER_STOPPING, e);
        }
        return new StartAnswer(order.jobId().value(), status, "/transfer/ws/" + order.jobId());
    }

    /** Receives a file and packs it; answers when all is done. */
    @POST
    @Path("/upload")
    @DescribedBy(TransferCalls.UploadForJobCall.class)
    public UploadAnswer upload(@Context Request request) throws IOException, InterruptedException {
        TransferClaims claims = verify(UploadRequest.token(request));
        RequestJob.tell(request, OrderReader.jobId(claims).value());
        String queryJob = Request.extractQueryParameters(request).getValue("job_id");
        if (queryJob != null && !queryJob.equals(claims.text("job_id"))) {
            throw new ApiException(ErrorCode.ACCESS_DENIED);
        }
        TransferOrder order = orders.upload(claims);
        try {
            UploadResult result = transfers.uploads().receive(order, new UploadRequest(request, pace));
            return new UploadAnswer(result.jobId().value(), result.bytes(), result.total());
        } catch (StoppingException e) {
            throw new ApiException(ErrorCode.SERVER_STOPPING, e);
        } catch (UploadInProgressException e) {
            throw new ApiException(ErrorCode.UPLOAD_IN_PROGRESS, e);
        } catch (TransferException e) {
            throw TransferRefusal.of(e, ErrorCode.UPLOAD_FAILED);
        }
    }

    private TransferClaims verify(@Nullable String token) {
        try {
            return tokens.verify(token);
        } catch (TokenException e) {
            throw ManageForm.refusal(e);
        }
    }

    private static URI url(TransferClaims claims) {
        String url = claims.text("download_url");
        if (url == null || url.isBlank()) {
            throw new ApiException(ErrorCode.DOWNLOAD_URL_MISSING);
        }
        try {
            return FetchUrl.parse(url);
        } catch (InvalidUrlException e) {
            throw new ApiException(ErrorCode.INVALID_DOWNLOAD_URL, e);
        }
    }
}
