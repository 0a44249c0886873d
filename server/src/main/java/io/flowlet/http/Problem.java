package io.flowlet.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One refusal, ready to be written.
 *
 * @param faults which members are wrong; empty unless the code is about members
 * @param headers further headers of the answer, such as {@code Allow} or {@code Retry-After}
 */
public record Problem(ProblemCode code, List<FieldFault> faults, Map<String, String> headers) {
    public Problem {
        faults = List.copyOf(faults);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemCode code) {
        return new Problem(code, List.of(), Map.of());
    }

    public static Problem of(ProblemCode code, List<FieldFault> faults) {
        return new Problem(code, faults, Map.of());
    }

    /** The same with one header more. */
    public Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(code, faults, more);
    }
}
