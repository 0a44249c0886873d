package io.flowlet.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one exception from problem+json: OAuth clients understand only the error bodies of their own RFCs.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, 5.2</a>
 */
final class OAuthErrors {
    private OAuthErrors() {}

    static boolean apply(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path != null
                && (path.startsWith("/oauth2/") || path.equals("/userinfo") || path.startsWith("/connect/"));
    }

    static Map<String, Object> body(Problem problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error(problem.code()));
        body.put("error_description", problem.code().detail());
        return body;
    }

    private static String error(ProblemCode code) {
        return switch (code.category()) {
            case AUTH -> code.status() == 401 ? "invalid_client" : "unauthorized_client";
            case LIMIT, DEPENDENCY -> "temporarily_unavailable";
            case INTERNAL -> "server_error";
            case VALIDATION, CONFLICT, COMPLIANCE, FUNDS -> "invalid_request";
        };
    }
}
