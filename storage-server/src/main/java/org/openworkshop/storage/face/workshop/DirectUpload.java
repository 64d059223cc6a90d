/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.ManagePermission;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.image.ImageException;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaDirectory;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.ContentHash;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.PendingFile;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.storage.TooManyBytesException;
import org.openworkshop.storage.transfer.SizeLimit;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.StatedDigest;

/**
 * One {@code /upload} under way. The parts may come in any order: the file is staged where nobody sees it, everything is
 * checked as soon as it can be, and again as a whole before anything is published. For one thread.
 */
final class DirectUpload extends ManageForm.Fields implements AutoCloseable {
    private final MainDirectory mainDirectory;
    private final ImageConverter images;
    private final ManageForm forms;
    private final TransferConfig config;
    private final Request request;
    private boolean authorized;
    private @Nullable PendingFile file;
    private @Nullable String statedSha256;
    private @Nullable ApiException malformedDigest;

    DirectUpload(
            MainDirectory mainDirectory,
            ImageConverter images,
            ManageForm forms,
            TransferConfig config,
            Request request) {
        this.mainDirectory = mainDirectory;
        this.images = images;
        this.forms = forms;
        this.config = config;
        this.request = request;
    }

    /** A token in the query is checked before the body is read. */
    void checkQueryToken() {
        String token = ManageForm.queryToken(request);
        if (token != null && !token.isEmpty()) {
            authorize(token);
        }
    }

    @Override
    public void field(String name, String value) throws IOException {
        super.field(name, value);
        if (name.equals("token")) {
            authorize(value);
        }
    }

    /** The SHA-256 that the headers state of the whole body, null when they state none. */
    @Nullable
    String statedOfBody() {
        return stated(() -> StatedDigest.ofContent(request.getHeaders()));
    }

    /** A malformed digest is told at once only to who has shown the token; the token of others may still come. */
    private @Nullable String stated(Supplier<@Nullable String> headers) {
        try {
            return headers.get();
        } catch (ApiException e) {
            if (authorized) {
                throw e;
            }
            malformedDigest = e;
            return null;
        }
    }

    @Override
    public void fileBegins(HttpFields headers) throws IOException {
        statedSha256 =
                stated(() -> StatedDigest.same(StatedDigest.ofFile(request.getHeaders()), StatedDigest.of(headers)));
        file = mainDirectory.stage(SizeLimit.of(config, false, OptionalLong.empty()));
    }

    @Override
    public long fileBytes() {
        return file == null ? 0 : file.bytes();
    }

    @Override
    public void fileData(ByteBuffer bytes) throws IOException {
        try {
            requireFile().write(bytes);
        } catch (TooManyBytesException e) {
            throw new ApiException(ErrorCode.FILE_TOO_LARGE, e);
        }
    }

    /** Publishes the staged file when all is right; the path it got. */
    String publish() throws IOException {
        requireToken();
        if (malformedDigest != null) {
            throw malformedDigest;
        }
        Area area = area();
        boolean image = isImage();
        if (area == Area.AVATAR && !image) {
            throw new ApiException(ErrorCode.AVATAR_REQUIRES_IMAGE);
        }
        try {
            AreaPath path = AreaPath.parse(area, require("path"));
            AreaDirectory directory = mainDirectory.area(area);
            directory.requirePublishable(path);
            if (image && !path.fileName().toLowerCase(Locale.ROOT).endsWith(".webp")) {
                throw new ApiException(ErrorCode.IMAGE_PATH_EXTENSION);
            }
            PendingFile received = requireFile();
            requireStated(received);
            received.finish();
            if (image) {
                publishImage(received.path(), directory, path);
            } else {
                directory.publish(received, path);
            }
            return path.relative();
        } catch (RefusedPathException e) {
            throw new ApiException(ErrorCode.PATH_REFUSED, e);
        }
    }

    private void requireStated(PendingFile received) throws IOException {
        if (statedSha256 != null && !statedSha256.equals(received.sha256Hex())) {
            throw new ApiException(ErrorCode.DIGEST_MISMATCH);
        }
    }

    private void publishImage(Path source, AreaDirectory directory, AreaPath path)
            throws IOException, RefusedPathException {
        Path converted = mainDirectory.stagingPath();
        try {
            images.toWebp(source, converted);
            ContentHash.of(converted).keepWith(converted);
            DurableFiles.force(converted);
            directory.publish(converted, path);
        } catch (ImageException e) {
            throw new ApiException(
                    e.reason() == ImageException.Reason.NOT_IMAGE ? ErrorCode.IMAGE_EXPECTED : ErrorCode.UPLOAD_FAILED,
                    e);
        } finally {
            Files.deleteIfExists(converted);
        }
    }

    /** Refuses whoever has not shown the right token by now. */
    void requireToken() {
        if (!authorized) {
            authorize(ManageForm.token(request, this));
        }
    }

    private void authorize(@Nullable String token) {
        forms.require(request, ManagePermission.UPLOAD_FILE, token);
        authorized = true;
    }

    private Area area() {
        return Area.find(require("type"))
                .filter(area -> area != Area.ARCHIVE)
                .orElseThrow(() -> new ApiException(ErrorCode.INVALID_TYPE));
    }

    private boolean isImage() {
        String kind = find("file_kind");
        if (kind == null || kind.isEmpty() || kind.equals("bin")) {
            return false;
        }
        if (!kind.equals("img")) {
            throw new ApiException(ErrorCode.INVALID_FILE_KIND);
        }
        return true;
    }

    private PendingFile requireFile() {
        if (file == null) {
            throw ApiException.missingField("file");
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
