package io.flowlet.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.Sequencer;
import io.flowlet.http.CardSecrets;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Invitations;
import io.flowlet.programs.Programs;
import io.flowlet.screening.Watchlists;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.GeneratedPage;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class OpenApiModuleTests extends ServerTests {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
    private static final String PUBLISHED = "docs/openapi/flowlet.json";

    private static final Map<String, Set<String>> FOR_CARD_NUMBERS = Map.of(
            "POST /v1/tokens", Set.of("/value"),
            "POST /v1/tokens/lookups", Set.of("/token"),
            "POST /v1/kys/identity", Set.of("/document/number"),
            "POST /v1/subscribers/lookups", Set.of("/value"),
            "POST /v1/subscribers/kept_records/lookups", Set.of("/lookup/value"));

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mapping;

    @Autowired
    private Programs programs;

    @Autowired
    private Invitations invitations;

    @Autowired
    private Sequencer sequencer;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Watchlists watchlists;

    private final List<OperationNote.Area> areas = OperationNote.areas();

    @Test
    void theDocumentIsWhatTheRoutesSay() throws IOException {
        GeneratedPage.check(PUBLISHED, JSON.writeValueAsString(document()) + "\n");
    }

    @Test
    void everyRouteHasANoteAndEveryNoteARoute() {
        Set<String> noted = new TreeSet<>();
        notes().forEach(note -> noted.add(note.route()));
        Set<String> unwritten = new TreeSet<>(routes().keySet());
        unwritten.removeAll(noted);
        noted.removeAll(routes().keySet());

        assertThat(unwritten)
                .as("routes without a note in docs/openapi/operations")
                .isEmpty();
        assertThat(noted).as("notes without a route").isEmpty();
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        assertThat(notes().stream().map(note -> note.text("id"))).doesNotHaveDuplicates();
        assertThat(notes().stream().map(note -> note.text("summary")))
                .allSatisfy(summary -> assertThat(summary).isNotBlank().doesNotEndWith("."));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();
        List<String> lost = document.findValuesAsString("$ref").stream()
                .filter(ref -> document.at(ref.substring(1)).isMissingNode())
                .toList();
        assertThat(lost).isEmpty();
    }

    @Test
    void everyExampleRunsAndAnswersAsItSays() throws SQLException {
        JsonNode document = document();
        Samples values = new Samples();
        Map<String, ApiClient> callers = callers(values);
        Set<String> done = new HashSet<>();
        List<OperationNote> left = new ArrayList<>(notes().stream()
                .filter(note -> routes().containsKey(note.route()))
                .filter(note -> note.optional("not_run").isEmpty())
                .toList());
        List<String> faults = new ArrayList<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Iterator<OperationNote> each = left.iterator(); each.hasNext(); ) {
                OperationNote note = each.next();
                if (isReady(note, values, done)) {
                    faults.addAll(run(note, callers, values, document));
                    done.add(note.text("id"));
                    sequencer.runOnce();
                    each.remove();
                    moved = true;
                }
            }
        }
        assertThat(left.stream().map(OperationNote::route))
                .as("examples that wait for others")
                .isEmpty();
        assertThat(faults).isEmpty();
    }

    /** Each status has an example, and it is one of its own answer: not of the success beside it. */
    @Test
    void everyAnswerHasAnExampleOfItsOwnShape() {
        JsonNode document = document();
        List<String> faults = new ArrayList<>();
        document.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(operation -> operation
                                .getValue()
                                .path("responses")
                                .propertyStream()
                                .forEach(response -> examples(document, response.getKey(), response.getValue())
                                        .forEach(fault ->
                                                faults.add(operation.getKey() + " " + path.getKey() + " " + fault)))));
        assertThat(faults).isEmpty();
    }

    private static List<String> examples(JsonNode document, String status, JsonNode response) {
        JsonNode whole = response.has("$ref")
                ? document.at(response.get("$ref").asString().substring(1))
                : response;
        List<String> faults = new ArrayList<>();
        whole.path("content").propertyStream().forEach(content -> {
            JsonNode schema = content.getValue().path("schema");
            List<JsonNode> examples = content.getValue().has("example")
                    ? List.of(content.getValue().path("example"))
                    : content.getValue()
                            .path("examples")
                            .valueStream()
                            .map(each -> document.at(
                                            each.path("$ref").asString().substring(1))
                                    .path("value"))
                            .toList();
            if (examples.isEmpty()) {
                faults.add(status + " has no example");
            }
            for (JsonNode example : examples) {
                SchemaCheck.faults(document, schema, example).forEach(fault -> faults.add(status + " " + fault));
                if (content.getKey().equals("application/problem+json")
                        && !example.path("status").asString().equals(status)) {
                    faults.add(status + " shows a problem of " + example.path("status"));
                }
            }
        });
        return faults;
    }

    /** A careless integration writes them anywhere: no text of any body takes them, but for what tokens and documents are known by. */
    @Test
    void noTextOfABodyTakesACardsNumberOrCode() throws SQLException {
        JsonNode document = document();
        Samples values = Samples.of(areas);
        values.put("other_hold", values.filled("{hold}"));
        values.put(
                "transaction", "txn_01kanr2c5ze8x9c4m5p6q00000"); // ends as such ids do, which the examples' does not
        Map<String, ApiClient> callers = callers(new Samples());
        List<String> taken = new ArrayList<>();
        int told = 0;
        for (OperationNote note : notes()) {
            JsonNode schema = document.path("paths")
                    .path(note.path())
                    .path(note.method().toLowerCase(java.util.Locale.ROOT))
                    .at("/requestBody/content/application~1json/schema");
            // commands of a batch are read as a stream; none has a text of the caller's own
            if (schema.isMissingNode() || note.path().equals("/v1/ledger/batches")) {
                continue;
            }
            ApiClient caller =
                    Objects.requireNonNull(callers.get(note.optional("as").orElse("client")), note::route);
            for (String secret : List.of("4111 1111 1111 1111", "CVV: 123")) {
                TextMembers texts = TextMembers.of(document, schema, secret);
                Answer answer = ApiClient.send(request(note, texts.body(), caller, values));
                Set<String> expected = new TreeSet<>(texts.pointers());
                if (secret.startsWith("4")) {
                    expected.removeAll(FOR_CARD_NUMBERS.getOrDefault(note.route(), Set.of()));
                }
                Set<String> faults = new TreeSet<>();
                answer.body()
                        .path("errors")
                        .valueStream()
                        .filter(fault -> fault.path("code").asString().equals("card_secret"))
                        .forEach(fault -> faults.add(fault.path("pointer").asString()));
                if (!faults.equals(expected)) {
                    taken.add(note.route() + " " + expected + " answers " + answer.status() + " " + answer.body());
                }
                told += faults.size();
            }
        }
        assertThat(taken).isEmpty();
        assertThat(told).isGreaterThan(200);
    }

    @Test
    void noMemberIsCalledAsASecretOfACard() {
        assertThat(document().findValues("properties").stream()
                        .flatMap(properties -> properties.propertyStream().map(Map.Entry::getKey))
                        .distinct()
                        .filter(CardSecrets::isName))
                .isEmpty();
    }

    private static boolean isReady(OperationNote note, Samples values, Set<String> done) {
        return done.containsAll(note.list("after"))
                && values.fill(target(note))
                && values.fill(JSON.writeValueAsString(note.members().get("request")));
    }

    private static String target(OperationNote note) {
        return note.optional("target").orElse(note.path());
    }

    private List<String> run(OperationNote note, Map<String, ApiClient> callers, Samples values, JsonNode document) {
        ApiClient caller =
                Objects.requireNonNull(callers.get(note.optional("as").orElse("client")), note::route);
        Answer answer = ApiClient.send(request(note, note.members().get("request"), caller, values));
        if (answer.status() != note.status()) {
            return List.of(note.route() + " answers " + answer.status() + ": " + answer.body());
        }
        List<String> faults = new ArrayList<>(compare(note, answer, values, document));
        note.also().ifPresent(other -> faults.addAll(run(other, callers, values, document)));
        note.keep().forEach((name, pointer) -> values.put(name, answer.text(pointer)));
        for (OperationNote more : note.more()) {
            Answer another = ApiClient.send(request(note, more.members().get("request"), caller, values));
            assertThat(another.status())
                    .as("%s, again: %s", note.route(), another.body())
                    .isEqualTo(note.status());
            more.keep().forEach((name, pointer) -> values.put(name, another.text(pointer)));
        }
        note.optional("again").ifPresent(status -> {
            Answer repeated = ApiClient.send(request(note, note.members().get("request"), caller, values));
            assertThat(repeated.status()).as("%s, again", note.route()).isEqualTo(Integer.parseInt(status));
            assertThat(repeated.body()).isEqualTo(answer.body());
        });
        return faults;
    }

    /** Where the answer is not like its example, and where one of them or the request does not fit its schema. */
    private static List<String> compare(OperationNote note, Answer answer, Samples values, JsonNode document) {
        List<String> faults = new ArrayList<>();
        JsonNode operation =
                document.path("paths").path(note.path()).path(note.method().toLowerCase(java.util.Locale.ROOT));
        JsonNode taken = operation.at("/requestBody/content/application~1json/schema");
        if (!taken.isMissingNode()) {
            SchemaCheck.faults(document, taken, values.filled(note.members().get("request")))
                    .forEach(fault -> faults.add(note.route() + " request against schema " + fault));
        }
        if (note.optional("media").isPresent() || !note.members().containsKey("answer")) {
            return faults;
        }
        JsonNode example = values.filled(note.members().get("answer"));
        if (!Boolean.TRUE.equals(note.members().get("shape_only"))) {
            Likeness.faults(example, answer.body(), note.list("varies"))
                    .forEach(fault -> faults.add(note.route() + " " + fault));
        }
        JsonNode schema = operation.at("/responses/" + note.status() + "/content/application~1json/schema");
        SchemaCheck.faults(document, schema, example)
                .forEach(fault -> faults.add(note.route() + " example against schema " + fault));
        SchemaCheck.faults(document, schema, answer.body())
                .forEach(fault -> faults.add(note.route() + " answer against schema " + fault));
        return faults;
    }

    private static java.net.http.HttpRequest request(
            OperationNote note, @Nullable Object body, ApiClient caller, Samples values) {
        var request = caller.request(values.filled(target(note)));
        if (note.optional("key").isPresent()) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        note.optional("if_match").ifPresent(version -> request.header("If-Match", "\"" + version + "\""));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return request.method(
                        note.method(),
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(values.filled(body).toString()))
                .build();
    }

    private Map<String, ApiClient> callers(Samples values) {
        Caller console = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
        String invitation = invitations.create(console).link().getPath();
        ClientCredentials operator = invitations
                .redeem(invitation.substring(Invitations.PATH.length()), TRACE)
                .orElseThrow();
        String another = invitations.create(console).link().getPath();
        ClientCredentials second = invitations
                .redeem(another.substring(Invitations.PATH.length()), TRACE)
                .orElseThrow();
        Cast cast = new Cast(
                TestProgram.create(port, programs), new JdbcTemplate(database().asSuperuser()));
        Map<String, ApiClient> callers = new HashMap<>(cast.callers(accounts));
        cast.prepare(values, Objects.requireNonNull(callers.get("subscriber")), watchlists);
        values.put(
                "promoted",
                Objects.requireNonNull(callers.get("checker")).get("/v1/me").text("/id"));
        cast.breakGlass(values, Objects.requireNonNull(callers.get("analyst")));
        cast.ask(values, Objects.requireNonNull(callers.get("staff")));
        cast.live(
                values,
                Objects.requireNonNull(callers.get("live_staff")),
                Objects.requireNonNull(callers.get("live_checker")));
        cast.close(values, TestProgram.create(port, programs), second);
        callers.put("operator", ApiClient.signIn(port, operator));
        callers.put("second_operator", ApiClient.signIn(port, second));
        return callers;
    }

    private JsonNode document() {
        return OpenApiDocument.of(routes(), areas);
    }

    private List<OperationNote> notes() {
        return areas.stream().flatMap(area -> area.notes().stream()).toList();
    }

    /** Those that need a scope, by method and path. */
    private Map<String, HandlerMethod> routes() {
        Map<String, HandlerMethod> routes = new TreeMap<>();
        mapping.getHandlerMethods().forEach((info, handler) -> {
            if (handler.hasMethodAnnotation(RequiresScope.class)) {
                info.getMethodsCondition()
                        .getMethods()
                        .forEach(method ->
                                info.getPatternValues().forEach(path -> routes.put(method + " " + path, handler)));
            }
        });
        return routes;
    }
}
