package io.flowlet.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;

/** The dated contracts of the API: within one date members and codes are only added. */
public final class ApiVersion {
    /** The header that asks for a contract and, in every answer, names the one that was kept. */
    public static final String HEADER = "Flowlet-Version";

    /** What a request without the header gets. */
    public static final String CURRENT = "2026-11-01";

    private static final List<String> KNOWN = List.of(CURRENT);

    private ApiVersion() {}

    /** Whether the request names no contract, or exactly one that exists. */
    public static boolean isKnownTo(HttpServletRequest request) {
        List<String> asked = Collections.list(request.getHeaders(HEADER));
        return asked.isEmpty() || (asked.size() == 1 && KNOWN.contains(asked.getFirst()));
    }
}
