/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.openworkshop.storage.image.ImageException.Reason;

/**
 * Calls into decoders with data from strangers. Decoders answer damaged data with every kind of exception; whatever it
 * is, it says that the data is no image, and must not reach the caller as a fault of the server.
 */
final class Foreign {
    private Foreign() {}

    /** A call that may fail in the ways decoders do. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** Reads a header. It needs little memory: running out of it means that the header asked for absurd amounts. */
    static <T> T header(Call<T> call) throws ImageException, InterruptedIOException {
        try {
            return call.run();
        } catch (LinkageError e) {
            throw notLoaded(e);
        } catch (IOException
                | RuntimeException
                | StackOverflowError
                | InternalError
                | AssertionError
                | OutOfMemoryError e) {
            throw damaged(e);
        }
    }

    /** Decodes pixels. Running out of memory here says something about the server, not about the picture. */
    static <T> T pixels(Call<T> call) throws ImageException, InterruptedIOException {
        try {
            return call.run();
        } catch (LinkageError e) {
            throw notLoaded(e);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e);
        } catch (IOException e) {
            // The PNG decoder reports it wrapped.
            throw e.getCause() instanceof OutOfMemoryError cause ? outOfMemory(cause) : damaged(e);
        } catch (RuntimeException | StackOverflowError | InternalError | AssertionError e) {
            throw damaged(e);
        }
    }

    /** An interrupt closes the file under the decoder, which then sees damage where there is none. */
    private static ImageException damaged(Throwable cause) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while reading an image");
            interrupted.initCause(cause);
            throw interrupted;
        }
        String message = cause instanceof MalformedImageException malformed && malformed.getMessage() != null
                ? malformed.getMessage()
                : "The image is damaged, cut off, or of an unsupported kind";
        return new ImageException(Reason.NOT_IMAGE, message, cause);
    }

    private static ImageException outOfMemory(Throwable cause) {
        return new ImageException(Reason.CONVERSION_FAILED, "Not enough memory to decode the image", cause);
    }

    private static ImageException notLoaded(LinkageError cause) {
        return new ImageException(Reason.CONVERSION_FAILED, "A native image library cannot be loaded", cause);
    }
}
