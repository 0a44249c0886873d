package io.flowlet.openapi;

import io.flowlet.http.ApiVersion;
import io.flowlet.http.Page;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.RequiresScope;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** OpenAPI 3.1 of all routes under {@code /v1}: parameters, bodies and scopes from the code, words and examples from the notes. */
final class OpenApiDocument {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final Set<ProblemCode> EVERYWHERE = EnumSet.of(
            ProblemCode.TOKEN_MISSING,
            ProblemCode.TOKEN_INVALID,
            ProblemCode.NETWORK_NOT_ALLOWED,
            ProblemCode.RATE_LIMITED,
            ProblemCode.NOT_ACCEPTABLE,
            ProblemCode.VERSION_UNKNOWN,
            ProblemCode.AUDIENCE_NOT_ALLOWED,
            ProblemCode.SCOPE_MISSING,
            ProblemCode.PARAMETER_INVALID,
            ProblemCode.REQUEST_MALFORMED,
            ProblemCode.URI_TOO_LONG,
            ProblemCode.HEADERS_TOO_LARGE,
            ProblemCode.OVERLOADED,
            ProblemCode.DEADLINE_EXCEEDED,
            ProblemCode.UNAVAILABLE,
            ProblemCode.INTERNAL_ERROR);
    private static final Set<ProblemCode> WITH_BODY = EnumSet.of(
            ProblemCode.BODY_TOO_LARGE,
            ProblemCode.MEDIA_TYPE_UNSUPPORTED,
            ProblemCode.BODY_MALFORMED,
            ProblemCode.BODY_INVALID);
    private static final Set<ProblemCode> WITH_KEY = EnumSet.of(
            ProblemCode.IDEMPOTENCY_KEY_MISSING,
            ProblemCode.IDEMPOTENCY_KEY_INVALID,
            ProblemCode.REQUEST_IN_FLIGHT,
            ProblemCode.IDEMPOTENCY_KEY_REUSED);

    private final Map<String, HandlerMethod> routes;
    private final Samples samples;
    private final Schemas schemas = new Schemas();
    private final ObjectNode document = JSON.createObjectNode();
    private final Map<String, ObjectNode> shared = new TreeMap<>();

    private OpenApiDocument(Map<String, HandlerMethod> routes, List<OperationNote.Area> areas) {
        this.routes = routes;
        this.samples = Samples.of(areas);
        head();
        ObjectNode paths = document.putObject("paths");
        for (OperationNote.Area area : areas) {
            schemas.enter(area.schemas());
            for (OperationNote note : area.notes()) {
                HandlerMethod handler = routes.get(note.route());
                if (handler != null) {
                    ObjectNode path = paths.withObjectProperty(note.path());
                    path.set(note.method().toLowerCase(java.util.Locale.ROOT), operation(note, handler));
                }
            }
        }
        tags(areas);
        components();
    }

    /** @param routes by method and path */
    static JsonNode of(Map<String, HandlerMethod> routes, List<OperationNote.Area> areas) {
        return new OpenApiDocument(routes, areas).document;
    }

    private void head() {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Flowlet")
                .put("version", ApiVersion.CURRENT)
                .put("description", """
                        Embedded finance, self-hosted. A backend calls as an **OAuth client**; a signed-in **subscriber** reaches own objects \
                        only; **staff** decide cases.

                        A client gets its token at `/oauth2/token` with its secret. People sign in at `/oauth2/authorize`, with a code \
                        and PKCE, through a client that was made with `sign_in`.

                        Send `Authorization: Bearer <token>`. Every `POST` that moves money or makes something takes an `Idempotency-Key`: \
                        repeat a request whose answer was lost with the same key, and it has one effect. Unknown members of a request are \
                        refused; answers may gain members. Every refusal is a [problem](/problems): branch on its `code`.
                        """);
    }

    private void tags(List<OperationNote.Area> areas) {
        var tags = document.putArray("tags");
        for (OperationNote.Area area : areas) {
            if (area.notes().stream().anyMatch(note -> routes.containsKey(note.route()))) {
                tags.addObject().put("name", area.name()).put("x-displayName", area.title());
            }
        }
    }

    private ObjectNode operation(OperationNote note, HandlerMethod handler) {
        ObjectNode operation = JSON.createObjectNode();
        operation.putArray("tags").add(note.area());
        operation.put("operationId", note.text("id")).put("summary", note.text("summary"));
        note.optional("description").ifPresent(words -> operation.put("description", words));
        security(operation, handler);
        parameters(operation, note, handler);
        Set<ProblemCode> problems = EnumSet.copyOf(EVERYWHERE);
        body(operation, note, handler, problems);
        if (note.optional("key").isPresent()) {
            problems.addAll(WITH_KEY);
            if (note.text("key").equals("optional")) {
                problems.remove(ProblemCode.IDEMPOTENCY_KEY_MISSING);
            }
        }
        for (String code : note.list("problems")) {
            problems.add(ProblemCode.valueOf(code.toUpperCase(java.util.Locale.ROOT)));
        }
        ObjectNode responses = operation.putObject("responses");
        responses.set(String.valueOf(note.status()), success(note, handler));
        note.optional("again").ifPresent(status -> responses.set(status, success(note, handler)));
        note.also().ifPresent(other -> responses.set(String.valueOf(other.status()), success(other, handler)));
        Map<Integer, Set<ProblemCode>> byStatus = problems.stream()
                .collect(Collectors.groupingBy(
                        ProblemCode::status,
                        TreeMap::new,
                        Collectors.toCollection(() -> EnumSet.noneOf(ProblemCode.class))));
        byStatus.forEach((status, codes) -> responses.set(String.valueOf(status), refusal(codes)));
        return operation;
    }

    private static void security(ObjectNode operation, HandlerMethod handler) {
        RequiresScope scopes = java.util.Objects.requireNonNull(handler.getMethodAnnotation(RequiresScope.class));
        ObjectNode listed = operation.putObject("x-flowlet-scopes");
        var alternatives = operation.putArray("security");
        Map<String, String[]> kinds = new TreeMap<>(
                Map.of("client", scopes.value(), "subscriber", scopes.subscriber(), "staff", scopes.staff()));
        kinds.forEach((kind, needed) -> {
            if (needed.length > 0) {
                var one = alternatives.addObject().putArray(kind);
                var words = listed.putArray(kind);
                for (String scope : needed) {
                    one.add(scope);
                    words.add(scope);
                }
            }
        });
    }

    private void parameters(ObjectNode operation, OperationNote note, HandlerMethod handler) {
        var parameters = operation.putArray("parameters");
        for (MethodParameter argument : handler.getMethodParameters()) {
            PathVariable path = argument.getParameterAnnotation(PathVariable.class);
            RequestParam query = argument.getParameterAnnotation(RequestParam.class);
            RequestHeader header = argument.getParameterAnnotation(RequestHeader.class);
            String own = String.valueOf(argument.getParameter().getName());
            if (path != null) {
                ObjectNode one = parameter(argument, path.name().isEmpty() ? own : path.name(), "path", true);
                parameters.add(one);
            } else if (query != null) {
                parameters.add(
                        parameter(argument, query.name().isEmpty() ? own : query.name(), "query", query.required()));
            } else if (header != null) {
                parameters.add(parameter(
                        argument, header.name().isEmpty() ? own : header.name(), "header", header.required()));
            }
        }
        note.optional("key")
                .ifPresent(key -> parameters.addObject().put("$ref", "#/components/parameters/idempotency_key_" + key));
        if (parameters.isEmpty()) {
            operation.remove("parameters");
        }
    }

    private ObjectNode parameter(MethodParameter argument, String name, String in, boolean required) {
        if (in.equals("query") && (name.equals("cursor") || name.equals("limit"))) {
            return JSON.createObjectNode().put("$ref", "#/components/parameters/" + name);
        }
        ObjectNode parameter =
                JSON.createObjectNode().put("name", name).put("in", in).put("required", required);
        parameter.set("schema", schemas.parameter(argument.getParameterType()));
        return parameter;
    }

    private void body(ObjectNode operation, OperationNote note, HandlerMethod handler, Set<ProblemCode> problems) {
        for (MethodParameter argument : handler.getMethodParameters()) {
            if (argument.hasParameterAnnotation(RequestBody.class)) {
                problems.addAll(WITH_BODY);
                ObjectNode json = operation
                        .putObject("requestBody")
                        .put("required", true)
                        .putObject("content")
                        .putObject("application/json");
                Object written = note.members().get("body");
                json.set(
                        "schema",
                        written == null ? schemas.request(argument.getParameterType()) : JSON.valueToTree(written));
                json.set("example", samples.filled(note.members().get("request")));
            }
        }
    }

    private ObjectNode success(OperationNote note, HandlerMethod handler) {
        ObjectNode response = JSON.createObjectNode()
                .put("description", note.optional("gives").orElse("Done."));
        Object answer = note.members().get("answer");
        if (answer == null) {
            return response;
        }
        ObjectNode content =
                response.putObject("content").putObject(note.optional("media").orElse("application/json"));
        if (note.optional("media").isEmpty()) {
            content.set("schema", answerSchema(note, handler));
        }
        content.set("example", samples.filled(answer));
        return response;
    }

    private ObjectNode answerSchema(OperationNote note, HandlerMethod handler) {
        Type type = handler.getReturnType().getGenericParameterType();
        List<ObjectNode> named = note.views().stream()
                .map(view -> schemas.answer(find(view, handler.getBeanType())))
                .toList();
        if (named.size() > 1) {
            ObjectNode either = JSON.createObjectNode();
            either.putArray("anyOf").addAll(named);
            return either;
        }
        if (!named.isEmpty()) {
            return named.getFirst();
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Page.class) {
            return schemas.page(generic.getActualTypeArguments()[0]);
        }
        if (type instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> inner
                && inner.isRecord()) {
            return schemas.answer(inner);
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return schemas.answer(type);
        }
        throw new AssertionError(note.route() + " needs a view: the record that it answers");
    }

    /** A record of the controller, or of its package. */
    private static Class<?> find(String name, Class<?> controller) {
        String own = name.replace('.', '$');
        String module = controller.getPackageName().replaceAll("\\.http$", "");
        // a record of the controller, of its package, of its module, or of another module that is named:
        // approvals.ApprovalView
        return Stream.concat(
                        Arrays.stream(controller.getDeclaredClasses())
                                .map(Class::getName)
                                .filter(full -> full.endsWith("$" + name)),
                        Stream.of(controller.getPackageName() + "." + own, module + "." + own, "io.flowlet." + name))
                .map(OpenApiDocument::load)
                .filter(found -> found != null)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " at " + controller));
    }

    private static @Nullable Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Sets of codes that many operations share are written once. */
    private ObjectNode refusal(Set<ProblemCode> codes) {
        int status = codes.iterator().next().status();
        Set<String> names = codes.stream().map(ProblemCode::code).collect(Collectors.toCollection(TreeSet::new));
        String name = "problem_" + status + "_" + String.join("_or_", names);
        shared.computeIfAbsent(name, unknown -> {
            ObjectNode response = JSON.createObjectNode()
                    .put(
                            "description",
                            codes.stream()
                                    .map(code -> "[`" + code.code() + "`](/problems/" + code.code() + ")")
                                    .collect(Collectors.joining(", ")));
            if (status == 429 || status == 503) {
                response.putObject("headers")
                        .putObject("Retry-After")
                        .put("description", "Seconds to wait.")
                        .putObject("schema")
                        .put("type", "integer");
            }
            ObjectNode json = response.putObject("content").putObject(PROBLEM_JSON);
            json.putObject("schema").put("$ref", "#/components/schemas/Problem");
            ObjectNode examples = json.putObject("examples");
            codes.forEach(code -> examples.putObject(code.code()).put("$ref", "#/components/examples/" + code.code()));
            return response;
        });
        return JSON.createObjectNode().put("$ref", "#/components/responses/" + name);
    }

    private void components() {
        ObjectNode components = document.putObject("components");
        ObjectNode all = components.putObject("schemas");
        schemas.components().forEach(all::set);
        all.set("Problem", OpenApiParts.problem());
        components.set("parameters", OpenApiParts.parameters());
        ObjectNode responses = components.putObject("responses");
        shared.forEach(responses::set);
        ObjectNode examples = components.putObject("examples");
        Set<String> used = new TreeSet<>();
        shared.values()
                .forEach(response -> response.at("/content/application~1problem+json/examples")
                        .propertyStream()
                        .forEach(each -> used.add(each.getKey())));
        for (ProblemCode code : ProblemCode.values()) {
            if (used.contains(code.code())) {
                examples.set(code.code(), OpenApiParts.example(code));
            }
        }
        components.set("securitySchemes", OpenApiParts.security());
    }
}
