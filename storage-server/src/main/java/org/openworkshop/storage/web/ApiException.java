/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

/** A refusal on its way to the client. Thrown by resources only; features have exceptions of their own. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String phrase;

    public ApiException(ErrorCode code) {
        this(code, code.phrase(), null);
    }

    public ApiException(ErrorCode code, Throwable cause) {
        this(code, code.phrase(), cause);
    }

    private ApiException(ErrorCode code, String phrase, @org.jspecify.annotations.Nullable Throwable cause) {
        super(phrase, cause);
        this.code = code;
        this.phrase = phrase;
    }

    /** A required form field that is not there. */
    public static ApiException missingField(String name) {
        return new ApiException(
                ErrorCode.MISSING_FIELD, ErrorCode.MISSING_FIELD.phrase().formatted(name), null);
    }

    /** The stable code. */
    public ErrorCode code() {
        return code;
    }

    /** The phrase as the client reads it. */
    public String phrase() {
        return phrase;
    }
}
