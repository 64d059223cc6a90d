/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.ManagePermission;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.access.TokenException;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.ClientAddress;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.FormListener;
import org.openworkshop.storage.web.FormReader;
import org.openworkshop.storage.web.RequestBody;

/** Reads Manager's forms and checks their token, before anything else in them is looked at. Thread-safe. */
final class ManageForm {
    private final ManageTokens tokens;
    private final ClientAddress clientAddress;
    private final BodyPace pace;

    ManageForm(ManageTokens tokens, ClientAddress clientAddress, BodyPace pace) {
        this.tokens = tokens;
        this.clientAddress = clientAddress;
        this.pace = pace;
    }

    /** The fields of a form without a file. */
    Fields read(Request request, ManagePermission permission) throws IOException {
        Fields fields = new Fields();
        try {
            FormReader.read(new RequestBody(request, pace), request.getHeaders().get("Content-Type"), fields);
        } catch (ApiException e) {
            require(request, permission, token(request, fields));
            throw e;
        }
        require(request, permission, token(request, fields));
        return fields;
    }

    /** The token from the form, else from the query, as older Managers send it. */
    static @Nullable String token(Request request, Fields fields) {
        String inForm = fields.find("token");
        return inForm == null ? queryToken(request) : inForm;
    }

    static @Nullable String queryToken(Request request) {
        return Request.extractQueryParameters(request).getValue("token");
    }

    /**
     * @throws ApiException when the token is missing or does not match
     */
    void require(Request request, ManagePermission permission, @Nullable String token) {
        try {
            tokens.require(permission, token, clientAddress.of(request));
        } catch (TokenException e) {
            throw refusal(e);
        }
    }

    static ApiException refusal(TokenException e) {
        ErrorCode code = switch (e.reason()) {
            case MISSING -> ErrorCode.TOKEN_NOT_FOUND;
            case REFUSED -> ErrorCode.ACCESS_DENIED;
            case TOO_MANY_FAILURES -> ErrorCode.TOO_MANY_FAILURES;
        };
        return new ApiException(code, e);
    }

    /** A form's fields; of a repeated one the first counts. */
    static class Fields implements FormListener {
        private final Map<String, String> values = new HashMap<>();

        @Override
        public void field(String name, String value) throws IOException {
            values.putIfAbsent(name, value);
        }

        @Nullable
        String find(String name) {
            return values.get(name);
        }

        /**
         * @throws ApiException when the field is missing or empty
         */
        String require(String name) {
            String value = values.get(name);
            if (value == null || value.isEmpty()) {
                throw ApiException.missingField(name);
            }
            return value;
        }
    }
}
