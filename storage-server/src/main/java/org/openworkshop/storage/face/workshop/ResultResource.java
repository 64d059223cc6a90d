/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.ManagePermission;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.transfer.JobId;
import org.openworkshop.storage.transfer.ResultException;
import org.openworkshop.storage.transfer.Results;
import org.openworkshop.storage.transfer.StoppingException;
import org.openworkshop.storage.transfer.TransferException;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.DescribedBy;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.RequestJob;

/** What Manager does with a job's result. */
@Path("/transfer")
@Produces("application/json")
public final class ResultResource {
    private final Results results;
    private final ManageForm forms;

    @Inject
    ResultResource(Results results, ManageForm forms) {
        this.results = results;
        this.forms = forms;
    }

    /** The answer to a repack. */
    public record RepackAnswer(
            @JsonProperty("job_id") String jobId,
            @JsonProperty("packed_bytes") long packedBytes,
            @JsonProperty("packed_path") String packedPath,
            @JsonProperty("unpacked_bytes") long unpackedBytes) {}

    /** The answer to a move. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MoveAnswer(
            @JsonProperty("job_id") String jobId,
            @JsonProperty("final_path") String finalPath,
            @JsonProperty("final_bytes") long finalBytes,
            @JsonProperty("unpacked_bytes") @Nullable Long unpackedBytes) {}

    /** Packs a job's source again at another level. */
    @POST
    @Path("/repack")
    @DescribedBy(ResultCalls.RepackJobCall.class)
    public RepackAnswer repack(@Context Request request) throws IOException, InterruptedException {
        ManageForm.Fields form = forms.read(request, ManagePermission.MANAGE_STORAGE);
        JobId id = jobId(form);
        RequestJob.tell(request, id.value());
        try {
            if (!results.knows(id)) {
                throw new ApiException(ErrorCode.JOB_NOT_FOUND);
            }
            OrderReader.requireZip(form.find("format"));
            Results.Repacked repacked = results.repack(id, OrderReader.level(form.find("compression_level")));
            return new RepackAnswer(
                    id.value(), repacked.packedBytes(), repacked.packedPath(), repacked.unpackedBytes());
        } catch (ResultException e) {
            throw refusal(e);
        } catch (StoppingException e) {
            throw new ApiException(ErrorCode.SERVER_STOPPING, e);
        } catch (TransferException e) {
            throw TransferRefusal.of(e, ErrorCode.REPACK_FAILED);
        }
    }

    /** Moves a job's result to its permanent place. */
    @POST
    @Path("/move")
    @DescribedBy(ResultCalls.MoveResultCall.class)
    public MoveAnswer move(@Context Request request) throws IOException, InterruptedException {
        ManageForm.Fields form = forms.read(request, ManagePermission.MANAGE_STORAGE);
        JobId id = jobId(form);
        RequestJob.tell(request, id.value());
        Area area = Area.find(form.require("type")).orElseThrow(() -> new ApiException(ErrorCode.INVALID_TYPE));
        try {
            Results.Moved moved = results.move(id, area, form.require("path"));
            Long unpacked = moved.unpackedBytes().isPresent()
                    ? Long.valueOf(moved.unpackedBytes().getAsLong())
                    : null;
            return new MoveAnswer(id.value(), moved.finalPath(), moved.finalBytes(), unpacked);
        } catch (RefusedPathException e) {
            throw new ApiException(ErrorCode.PATH_REFUSED, e);
        } catch (ResultException e) {
            throw refusal(e);
        }
    }

    private static JobId jobId(ManageForm.Fields form) {
        return JobId.find(form.require("job_id")).orElseThrow(() -> new ApiException(ErrorCode.INVALID_JOB_ID));
    }

    private static ApiException refusal(ResultException e) {
        ErrorCode code = switch (e.reason()) {
            case JOB_NOT_FOUND -> ErrorCode.JOB_NOT_FOUND;
            case SOURCE_NOT_FOUND -> ErrorCode.SOURCE_FILE_NOT_FOUND;
            case PACKED_NOT_FOUND -> ErrorCode.PACKED_FILE_NOT_FOUND;
            case BUSY -> ErrorCode.STORAGE_BUSY;
        };
        return new ApiException(code, e);
    }
}
