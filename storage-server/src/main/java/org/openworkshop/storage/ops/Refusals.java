/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpStatus;
import org.openworkshop.storage.web.ErrorCode;

/** Writes refusals into an operation: one answer per status, with every phrase that the status may carry. */
final class Refusals {
    /** What any form may be refused with. */
    private static final Set<ErrorCode> OF_FORMS = EnumSet.of(
            ErrorCode.MALFORMED_FORM,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            ErrorCode.UPLOAD_TIMED_OUT,
            ErrorCode.BAD_REQUEST);

    private Refusals() {}

    static void add(Operation operation, List<ErrorCode> listed) {
        Set<ErrorCode> codes = EnumSet.of(ErrorCode.INTERNAL_ERROR);
        codes.addAll(listed);
        if (!listed.isEmpty()) {
            // Calls that list nothing are those of monitors and people, who may look on while the server stops.
            codes.add(ErrorCode.SERVER_STOPPING);
        }
        if (takesForm(operation)) {
            codes.addAll(OF_FORMS);
        }
        Map<Integer, List<ErrorCode>> byStatus =
                codes.stream().collect(Collectors.groupingBy(ErrorCode::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, refusals) ->
                operation.getResponses().addApiResponse(Integer.toString(status), answer(status, refusals)));
    }

    private static boolean takesForm(Operation operation) {
        return operation.getRequestBody() != null
                && operation.getRequestBody().getContent().containsKey("multipart/form-data");
    }

    private static ApiResponse answer(int status, List<ErrorCode> refusals) {
        String phrases = refusals.stream()
                .map(code -> "`" + phrase(code) + "`")
                .distinct()
                .collect(Collectors.joining(" · "));
        MediaType text = new MediaType().schema(new StringSchema());
        MediaType problem = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
        for (ErrorCode code : refusals) {
            String name = code.name().toLowerCase(Locale.ROOT);
            text.addExamples(name, new Example().value(phrase(code)));
            problem.addExamples(name, new Example().value(problem(status, name, phrase(code))));
        }
        return new ApiResponse()
                .description(phrases)
                .content(new Content()
                        .addMediaType("text/plain", text)
                        .addMediaType("application/problem+json", problem));
    }

    private static Map<String, Object> problem(int status, String name, String phrase) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.getMessage(status));
        problem.put("status", status);
        problem.put("detail", phrase);
        problem.put("code", name);
        return problem;
    }

    private static String phrase(ErrorCode code) {
        return code.phrase().replace("%s", "<name>");
    }
}
