package io.flowlet.openapi;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * A body that has one text in each place where its schema takes text.
 *
 * @param pointers where
 */
record TextMembers(JsonNode body, List<String> pointers) {
    private static final JsonNodeFactory NODES = new JsonMapper().getNodeFactory();

    static TextMembers of(JsonNode document, JsonNode schema, String text) {
        List<String> pointers = new ArrayList<>();
        JsonNode body = body(document, schema, text, "", pointers);
        return new TextMembers(body, pointers);
    }

    private static JsonNode body(JsonNode document, JsonNode schema, String text, String here, List<String> pointers) {
        if (schema.has("$ref")) {
            return body(document, document.at(schema.get("$ref").asString().substring(1)), text, here, pointers);
        }
        if (schema.has("anyOf")) {
            return body(document, schema.get("anyOf").get(0), text, here, pointers);
        }
        return switch (schema.path("type").asString("string")) {
            case "object" -> {
                var object = NODES.objectNode();
                if (schema.has("properties")) {
                    schema.get("properties")
                            .propertyStream()
                            .forEach(member -> object.set(
                                    member.getKey(),
                                    body(document, member.getValue(), text, here + "/" + member.getKey(), pointers)));
                } else {
                    pointers.add(here + "/any");
                    object.put("any", text);
                }
                yield object;
            }
            case "array" -> NODES.arrayNode().add(body(document, schema.get("items"), text, here + "/0", pointers));
            case "boolean" -> NODES.booleanNode(true);
            case "integer", "number" -> NODES.numberNode(1);
            default -> {
                pointers.add(here);
                yield StringNode.valueOf(text);
            }
        };
    }
}
