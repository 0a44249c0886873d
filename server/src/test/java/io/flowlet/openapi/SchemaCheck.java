package io.flowlet.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Says where a value does not fit a schema of the document: as much of JSON Schema as {@link Schemas} writes. */
final class SchemaCheck {
    private final JsonNode document;
    private final List<String> faults = new ArrayList<>();

    private SchemaCheck(JsonNode document) {
        this.document = document;
    }

    static List<String> faults(JsonNode document, JsonNode schema, JsonNode value) {
        SchemaCheck check = new SchemaCheck(document);
        check.check(schema, value, "");
        return check.faults;
    }

    private void check(JsonNode schema, JsonNode value, String place) {
        if (schema.has("$ref")) {
            check(document.at(schema.get("$ref").asString().substring(1)), value, place);
            return;
        }
        if (schema.has("anyOf")) {
            boolean fits = schema.get("anyOf")
                    .valueStream()
                    .anyMatch(one -> faults(document, one, value).isEmpty());
            expect(fits, place, "fits none of anyOf");
            return;
        }
        if (schema.has("type") && !hasType(schema.get("type"), value)) {
            faults.add(place + ": " + value + " is not " + schema.get("type"));
            return;
        }
        if (value.isObject()) {
            object(schema, value, place);
        } else if (value.isArray()) {
            expect(value.size() >= schema.path("minItems").asInt(0), place, "too few");
            expect(value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE), place, "too many");
            for (int i = 0; i < value.size() && schema.has("items"); i++) {
                check(schema.get("items"), value.get(i), place + "/" + i);
            }
        } else if (value.isString()) {
            text(schema, value.asString(), place);
        }
    }

    private void object(JsonNode schema, JsonNode value, String place) {
        schema.path("required").forEach(name -> expect(value.has(name.asString()), place, "misses " + name.asString()));
        value.propertyStream().forEach(member -> {
            JsonNode known = schema.path("properties").path(member.getKey());
            if (!known.isMissingNode()) {
                check(known, member.getValue(), place + "/" + member.getKey());
            } else {
                // answers may gain members, but none that the document does not know at this moment
                expect(!schema.has("properties"), place, "has " + member.getKey());
            }
        });
    }

    private void text(JsonNode schema, String value, String place) {
        expect(value.length() >= schema.path("minLength").asInt(0), place, "too short");
        expect(value.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE), place, "too long");
        if (schema.has("pattern")) {
            expect(
                    Pattern.compile(schema.get("pattern").asString())
                            .matcher(value)
                            .find(),
                    place,
                    "not of the pattern");
        }
        if (schema.has("enum")) {
            expect(
                    schema.get("enum")
                            .valueStream()
                            .anyMatch(one -> one.asString().equals(value)),
                    place,
                    "not of enum");
        }
    }

    private static boolean hasType(JsonNode types, JsonNode value) {
        return types.isArray()
                ? types.valueStream().anyMatch(one -> isOf(one.asString(), value))
                : isOf(types.asString(), value);
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("a type that nobody writes: " + type);
        };
    }

    private void expect(boolean holds, String place, String otherwise) {
        if (!holds) {
            faults.add(place + ": " + otherwise);
        }
    }
}
