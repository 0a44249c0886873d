package io.flowlet.identity.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * The parameters of a request that have a value: one that is sent without counts as not sent. One that is sent twice stays, whatever its values
 * are, so that it is refused for that.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, 3.1 and 3.2</a>
 */
final class GivenParameters {
    private GivenParameters() {}

    static Map<String, String[]> of(Map<String, String[]> sent) {
        Map<String, String[]> given = new HashMap<>(sent);
        given.values().removeIf(values -> values.length == 1 && values[0].isEmpty());
        return given;
    }
}
