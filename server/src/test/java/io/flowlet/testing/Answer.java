package io.flowlet.testing;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An answer of the server to a test. */
public record Answer(int status, Map<String, String> headers, JsonNode body) {
    /** A member of the body by JSON Pointer, as text. */
    public String text(String pointer) {
        return body.at(pointer).asString("");
    }

    /** The problem's code, or nothing for an answer that is none. */
    public String code() {
        return text("/code");
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
    }
}
