package io.flowlet.sdk;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request, before it has an address and a credential.
 *
 * @param template the path with <code>{}</code> for each id, which names the operation in messages
 * @param json sent as the JSON body; null for none
 * @param form sent as a form; null for none
 * @param key under which the server does it once; null when the operation knows no keys
 * @param version of the object that is to be changed; null for any
 * @param repeatable whether a repeat changes nothing that the first one did not
 * @param accepting the media types that the answer may have, beside those of problems
 */
record Call(
        String method,
        String template,
        List<String> ids,
        Map<String, String> query,
        @Nullable Object json,
        @Nullable Map<String, String> form,
        @Nullable IdempotencyKey key,
        @Nullable Long version,
        boolean repeatable,
        String accepting) {
    private static final String JSON_FIRST = "application/json, */*;q=0.1";

    static Call get(String template, String... ids) {
        return of("GET", template, ids);
    }

    static Call post(String template, String... ids) {
        return of("POST", template, ids);
    }

    static Call patch(String template, String... ids) {
        return of("PATCH", template, ids);
    }

    static Call put(String template, String... ids) {
        return of("PUT", template, ids);
    }

    static Call delete(String template, String... ids) {
        return of("DELETE", template, ids);
    }

    private static Call of(String method, String template, String... ids) {
        return new Call(
                method, template, List.of(ids), Map.of(), null, null, null, null, method.equals("GET"), JSON_FIRST);
    }

    Call with(String parameter, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(parameter, value.toString());
        return new Call(method, template, ids, more, json, form, key, version, repeatable, accepting);
    }

    Call sending(Object body) {
        return new Call(method, template, ids, query, body, form, key, version, repeatable, accepting);
    }

    Call submitting(Map<String, String> fields) {
        return new Call(method, template, ids, query, json, fields, key, version, repeatable, accepting);
    }

    Call once(IdempotencyKey under) {
        return new Call(method, template, ids, query, json, form, under, version, true, accepting);
    }

    Call ifVersion(@Nullable Long seen) {
        return new Call(method, template, ids, query, json, form, key, seen, repeatable, accepting);
    }

    /** Without a key, but of a kind that is harmless twice. */
    Call repeatably() {
        return new Call(method, template, ids, query, json, form, key, version, true, accepting);
    }

    /** @param type the only media type that the answer may have */
    Call answeredWith(String type) {
        return new Call(method, template, ids, query, json, form, key, version, repeatable, type);
    }

    String operation() {
        return method + " " + template;
    }

    /** Path and query, encoded. */
    String target() {
        StringBuilder path = new StringBuilder();
        List<String> parts = new ArrayList<>(List.of(template.split("\\{}", -1)));
        path.append(parts.getFirst());
        for (int i = 0; i < ids.size(); i++) {
            path.append(segment(ids.get(i))).append(parts.get(i + 1));
        }
        return query.isEmpty()
                ? path.toString()
                : path.append('?').append(encoded(query)).toString();
    }

    /** As a query or a form. */
    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String segment(String id) {
        String encoded = encode(id).replace("+", "%20");
        if (encoded.isEmpty() || encoded.equals(".") || encoded.equals("..")) {
            throw new IllegalArgumentException("an id cannot be empty or dots");
        }
        return encoded;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Neither ids nor parameters, which may be personal, and never the body. */
    @Override
    public String toString() {
        return operation();
    }
}
