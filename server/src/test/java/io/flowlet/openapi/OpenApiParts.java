package io.flowlet.openapi;

import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Scopes;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The parts of the document that no operation owns. */
final class OpenApiParts {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String STRING = "string";

    private OpenApiParts() {}

    static ObjectNode problem() {
        ObjectNode problem = JSON.createObjectNode()
                .put("type", "object")
                .put("description", "A refusal, after RFC 9457. Branch on `code`.");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("type").put("type", STRING).put("format", "uri");
        properties.putObject("title").put("type", STRING);
        properties.putObject("status").put("type", "integer");
        properties.putObject("detail").put("type", STRING);
        properties.putObject("instance").put("type", STRING);
        properties.putObject("code").put("type", STRING);
        constants(
                properties.putObject("category"),
                Arrays.stream(ProblemCode.Category.values()).map(ProblemCode.Category::code));
        properties.putObject("retryable").put("type", "boolean");
        constants(
                properties.putObject("advice"),
                Arrays.stream(ProblemCode.Advice.values()).map(ProblemCode.Advice::code));
        ObjectNode fault = properties.putObject("errors").put("type", "array").putObject("items");
        fault.put("type", "object");
        ObjectNode members = fault.putObject("properties");
        List.of("pointer", "code", "detail")
                .forEach(member -> members.putObject(member).put("type", STRING));
        properties.putObject("trace_id").put("type", STRING);
        properties.putObject("request_id").put("type", STRING);
        var required = problem.putArray("required");
        List.of("type", "title", "status", "detail", "code", "category", "retryable", "advice", "errors")
                .forEach(required::add);
        return problem;
    }

    private static void constants(ObjectNode schema, Stream<String> values) {
        var all = schema.put("type", STRING).putArray("enum");
        values.forEach(all::add);
    }

    static ObjectNode example(ProblemCode code) {
        ObjectNode example = JSON.createObjectNode().put("summary", code.title());
        ObjectNode value = example.putObject("value")
                .put("type", "https://api.example.com/problems/" + code.code())
                .put("title", code.title())
                .put("status", code.status())
                .put("detail", code.detail())
                .put("code", code.code())
                .put("category", code.category().code())
                .put("retryable", code.retryable())
                .put("advice", code.advice().code());
        value.putArray("errors");
        value.put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736").put("request_id", "req_01kanr2c5ze8x9c4m5p6q7r8st");
        return example;
    }

    static ObjectNode parameters() {
        ObjectNode parameters = JSON.createObjectNode();
        parameters
                .putObject("cursor")
                .put("name", "cursor")
                .put("in", "query")
                .put("description", "`next_cursor` of the page before.")
                .putObject("schema")
                .put("type", STRING);
        parameters
                .putObject("limit")
                .put("name", "limit")
                .put("in", "query")
                .putObject("schema")
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", 100)
                .put("default", 25);
        key(parameters, "required", true);
        key(parameters, "optional", false);
        return parameters;
    }

    private static void key(ObjectNode parameters, String name, boolean required) {
        parameters
                .putObject("idempotency_key_" + name)
                .put("name", "Idempotency-Key")
                .put("in", "header")
                .put("required", required)
                .put(
                        "description",
                        "Names one intended effect: repeats under the same key get the same answer and change nothing.")
                .putObject("schema")
                .put("type", STRING)
                .put("pattern", "^[\\x21-\\x7e]{1,255}$");
    }

    static ObjectNode security() {
        ObjectNode schemes = JSON.createObjectNode();
        ObjectNode client = flow(schemes, "client", "A program's backend.", "clientCredentials");
        scopes(client, Scopes.tenant());
        scopes(client, Scopes.platform());
        ObjectNode subscriber = flow(schemes, "subscriber", "A person whom the program serves.", "authorizationCode");
        scopes(subscriber, Scopes.subscriber());
        ObjectNode staff = flow(schemes, "staff", "A person who works for the program.", "authorizationCode");
        scopes(staff, Scopes.staff());
        return schemes;
    }

    private static ObjectNode flow(ObjectNode schemes, String name, String words, String kind) {
        ObjectNode flow = schemes.putObject(name)
                .put("type", "oauth2")
                .put("description", words)
                .putObject("flows")
                .putObject(kind);
        if (kind.equals("authorizationCode")) {
            flow.put("authorizationUrl", "/oauth2/authorize");
        }
        return flow.put("tokenUrl", "/oauth2/token");
    }

    private static void scopes(ObjectNode flow, Collection<Scope> scopes) {
        ObjectNode all = flow.withObjectProperty("scopes");
        scopes.forEach(scope -> all.put(scope.value(), ""));
    }
}
