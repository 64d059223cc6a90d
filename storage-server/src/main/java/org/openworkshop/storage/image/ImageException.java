/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

/** An image that cannot be converted. */
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Not a readable image, or more pixels than allowed. */
        NOT_IMAGE,
        /** The image was read but could not be written as WebP. */
        CONVERSION_FAILED
    }

    private final Reason reason;

    public ImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public ImageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why the image was refused. */
    public Reason reason() {
        return reason;
    }
}
