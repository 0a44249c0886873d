package io.flowlet.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.CardSecrets;
import io.flowlet.identity.Scopes;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

@ExtendWith(OutputCaptureExtension.class)
class TokensHttpModuleTests extends ServerTests {
    private static final String CARD = "4111111111111111";
    private static final String WHY = "{\"purpose\":\"dispute\",\"reason\":\"chargeback 7 of Mrs Canary\"}";

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    private TestProgram program;
    private ApiClient api;

    @BeforeEach
    void signIn() {
        program = TestProgram.create(port, programs);
        api = program.client();
    }

    @Test
    void standForAValueThatOnlyRevealingShows() {
        Answer made = api.post("/v1/tokens", body("card_number", CARD, "random"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/id")).startsWith("tok_");
        assertThat(made.text("/token")).hasSize(16);
        assertThat(made.text("/masked")).isEqualTo("************1111");
        assertThat(made.body().at("/subject_id").isNull()).isTrue();
        assertThat(made.body().toString()).doesNotContain(CARD);

        String path = "/v1/tokens/" + made.text("/id");
        assertThat(api.get(path).body()).isEqualTo(made.body());
        Answer revealed = api.post(path + "/reveal", WHY, null);
        assertThat(revealed.status()).isEqualTo(200);
        assertThat(revealed.text("/value")).isEqualTo(CARD);
        assertThat(revealed.header("ratelimit-policy").orElseThrow()).startsWith("\"sensitive\"");
        assertThat(revealed.header("cache-control").orElseThrow()).contains("no-store");

        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.get(path).code()).isEqualTo("not_found");
        assertThat(api.post(path + "/reveal", WHY, null).code()).isEqualTo("not_found");
        assertThat(api.delete(path).code()).isEqualTo("not_found");
    }

    @Test
    void areFoundByWhoHoldsThem() {
        for (String format : List.of("random", "preserving")) {
            Answer made = api.post("/v1/tokens", body("card_number", CARD, format));
            String held = made.text("/token");
            Answer found = api.post("/v1/tokens/lookups", lookup("card_number", held), null);
            assertThat(found.status()).as("%s", found.body()).isEqualTo(200);
            assertThat(found.body()).isEqualTo(made.body());
            assertThat(found.header("ratelimit-policy").orElseThrow()).startsWith("\"sensitive\"");

            assertThat(api.post("/v1/tokens/lookups", lookup("document_number", held), null)
                            .code())
                    .isEqualTo("not_found");
            ApiClient stranger = TestProgram.create(port, programs).client();
            assertThat(stranger.post("/v1/tokens/lookups", lookup("card_number", held), null)
                            .code())
                    .isEqualTo("not_found");
            ApiClient writer = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "tokens:write");
            assertThat(writer.post("/v1/tokens/lookups", lookup("card_number", held), null)
                            .code())
                    .isEqualTo("scope_missing");
            assertThat(api.delete("/v1/tokens/" + made.text("/id")).status()).isEqualTo(204);
            assertThat(api.post("/v1/tokens/lookups", lookup("card_number", held), null)
                            .code())
                    .isEqualTo("not_found");
        }
        assertThat(api.post("/v1/tokens/lookups", lookup("card_number", " "), null)
                        .text("/errors/0/pointer"))
                .isEqualTo("/token");
        assertThat(api.post("/v1/tokens/lookups", "{\"token\":\"x\"}", null).text("/errors/0/pointer"))
                .isEqualTo("/type");
    }

    /** Of before the rule that no token is a card's number: one in ten had a right check digit. */
    @Test
    void areFoundAlsoIfTheyLookLikeACard() {
        Answer made = api.post("/v1/tokens", body("card_number", CARD, "preserving"));
        superuser.update(
                "update tokens.token set token = '4111114444471111' where tenant_id = ?",
                program.tenant(TenantMode.TEST).value());
        assertThat(CardSecrets.holdsCardNumber("4111114444471111")).isTrue();
        Answer found = api.post("/v1/tokens/lookups", lookup("card_number", "4111114444471111"), null);
        assertThat(found.text("/id")).isEqualTo(made.text("/id"));
    }

    @Test
    void areTheSameForTheSameValueAndForTheSameKey() {
        String key = UUID.randomUUID().toString();
        Answer made = api.post("/v1/tokens", body("card_number", CARD, "random"), key);
        Answer replayed = api.post("/v1/tokens", body("card_number", CARD, "random"), key);
        assertThat(replayed.status()).isEqualTo(201);
        assertThat(replayed.header("idempotent-replayed")).hasValue("true");
        Answer again = api.post("/v1/tokens", body("card_number", "4111 1111 1111 1111", "random"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(api.post("/v1/tokens", body("card_number", "5555555555554444", "random"), key)
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(api.post("/v1/tokens", body("card_number", CARD, "random"), null)
                        .code())
                .isEqualTo("idempotency_key_missing");
    }

    @Test
    void leaveNothingOfAValueInTheKeysRow() throws Exception {
        assertThat(api.post("/v1/tokens", body("card_number", CARD, "random"), "order-" + CARD)
                        .code())
                .isEqualTo("idempotency_key_invalid");
        assertThat(api.post("/v1/tokens", body("card_number", CARD, "random"), "k-1")
                        .status())
                .isEqualTo(201);
        byte[] kept = superuser.queryForObject(
                "select request_hash from http.idempotency where tenant_id = ? and key = 'k-1'",
                byte[].class,
                program.tenant(TenantMode.TEST).value());
        String canonical =
                "{\"type\":\"card_number\",\"value\":\"%s\",\"format\":\"random\",\"subject_id\":null}".formatted(CARD);
        byte[] bare = MessageDigest.getInstance("SHA-256")
                .digest(("POST /v1/tokens\n" + canonical).getBytes(StandardCharsets.UTF_8));
        assertThat(kept).hasSize(32).isNotEqualTo(bare);
    }

    /** Between the token and its value nobody else's removal fits. */
    @Test
    void areReadWholeOrNotAtAllBesideARemoval() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String path = "/v1/tokens/"
                        + api.post("/v1/tokens", body("card_number", CARD, "random"))
                                .text("/id");
                List<Callable<Answer>> both =
                        List.of(() -> api.get(path), () -> api.get(path), () -> api.delete(path), () -> api.get(path));
                for (Future<Answer> each : threads.invokeAll(both)) {
                    assertThat(each.get().status()).isIn(200, 204, 404);
                }
            }
        }
    }

    @Test
    void refuseWhatTheyCannotStandFor() {
        Answer malformed = api.post("/v1/tokens", body("card_number", "4111111111111112", "random"));
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.text("/errors/0/pointer")).isEqualTo("/value");
        assertThat(malformed.body().toString()).doesNotContain("4111111111111112");
        Answer small = api.post("/v1/tokens", body("card_number", "378282246310005", "preserving"));
        assertThat(small.status()).isEqualTo(422);
        assertThat(small.code()).isEqualTo("format_not_preservable");
        assertThat(small.text("/detail")).contains("1,000,000");
        assertThat(api.post("/v1/tokens", """
                        {"type":"card_number","value":"%s","format":"random","subject_id":"sub_00000000000000000000000000"}
                        """.formatted(CARD)).code()).isEqualTo("not_found");
        String ada = TestProgram.registered(api);
        api.post("/v1/tokens", body("card_number", CARD, "random"));
        assertThat(api.post("/v1/tokens", """
                        {"type":"card_number","value":"%s","format":"random","subject_id":"%s"}
                        """.formatted(CARD, ada)).code()).isEqualTo("token_of_another");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"card_number\",\"value\":\"%s\",\"format\":\"random\",\"cvv\":\"987\"} | /cvv",
                "{\"type\":\"card_number\",\"value\":\"%s\",\"format\":\"random\",\"pin_block\":\"04\"} | /pin_block",
                "{\"type\":\"card_number\",\"value\":\";%s=25122011234567890?\",\"format\":\"random\"} | /value",
                "{\"type\":\"document_number\",\"value\":\"%%B%s^LOVELACE/ADA^2512201\",\"format\":\"random\"} | /value",
            })
    void refuseWhatNobodyMayKeepOfACard(String body, String pointer) {
        Answer answer = api.post("/v1/tokens", body.formatted(CARD));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/code")).isEqualTo("card_secret");
        // what is said of the request: ids of three digits and more stand elsewhere
        assertThat(answer.body().at("/errors").toString()).doesNotContain(CARD).doesNotContain("987");
    }

    @Test
    void refuseTrackDataInOtherBodiesToo() {
        Answer answer = api.post("/v1/subscribers", """
                {"given_name":";4111111111111111=25122011234567890?","family_name":"B","email":"b@example.com"}
                """);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/given_name");
        assertThat(answer.text("/errors/0/code")).isEqualTo("card_secret");
    }

    @Test
    void revealOnlyWithTheScopeThatLiveClientsLackAndWithAPurposeAndReason() {
        String id = api.post("/v1/tokens", body("card_number", CARD, "random")).text("/id");
        String path = "/v1/tokens/" + id + "/reveal";
        ApiClient writer = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "tokens:read", "tokens:write");
        assertThat(writer.post(path, WHY, null).code()).isEqualTo("scope_missing");
        assertThat(program.credentials(TenantMode.LIVE).client().scopes())
                .doesNotContain(Scopes.TOKENS_REVEAL)
                .anyMatch(scope -> scope.value().equals("tokens:write"));
        assertThat(program.credentials(TenantMode.TEST).client().scopes()).contains(Scopes.TOKENS_REVEAL);

        assertThat(api.post(path, "{}", null).text("/errors/0/pointer")).isEqualTo("/purpose");
        assertThat(api.post(path, "{\"purpose\":\"curiosity\",\"reason\":\"x\"}", null)
                        .text("/errors/0/pointer"))
                .isEqualTo("/purpose");
        assertThat(api.post(path, "{\"purpose\":\"payment\",\"reason\":\" \"}", null)
                        .text("/errors/0/pointer"))
                .isEqualTo("/reason");
        ApiClient other = TestProgram.create(port, programs).client();
        assertThat(other.post(path, WHY, null).code()).isEqualTo("not_found");
        assertThat(other.get("/v1/tokens/" + id).code()).isEqualTo("not_found");
    }

    @Test
    void leaveNoValueInAnyTableEventOrLogLine(CapturedOutput output) {
        // numbers that no other test plants
        List<String> canaries = List.of("4929123412341232", "GB33BUKB20201555555555", "CANARY77X");
        List<String> types = List.of("card_number", "account_number", "document_number");
        for (int i = 0; i < canaries.size(); i++) {
            for (String format : List.of("random", "preserving")) {
                Answer made = api.post("/v1/tokens", body(types.get(i), canaries.get(i), format));
                assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
                String path = "/v1/tokens/" + made.text("/id");
                assertThat(api.get(path).status()).isEqualTo(200);
                assertThat(api.post(path + "/reveal", WHY, null).text("/value")).isEqualTo(canaries.get(i));
                assertThat(api.post("/v1/tokens", body(types.get(i), canaries.get(i), format))
                                .status())
                        .isEqualTo(200);
            }
        }
        List<String> planted = new ArrayList<>(canaries);
        planted.add("Mrs Canary");
        List<String> tables = superuser.queryForList("""
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                """, String.class);
        assertThat(tables).contains("tokens.token", "tokens.reveal", "http.idempotency");
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            for (String row : superuser.queryForList("select t::text from " + table + " t", String.class)) {
                planted.stream()
                        .filter(canary -> row.contains(canary) || row.contains(hex(canary)))
                        .forEach(canary -> found.add(canary + " in " + table));
            }
        }
        assertThat(found).isEmpty();
        assertThat(planted).noneMatch(output.getAll()::contains);
    }

    @Test
    void areAuditedEachTimeWithPurposeAndNeverWithTheValue() {
        String id = api.post("/v1/tokens", body("card_number", CARD, "random")).text("/id");
        api.post("/v1/tokens/" + id + "/reveal", WHY, null);
        api.post("/v1/tokens/" + id + "/reveal", WHY, null);
        String token = api.get("/v1/tokens/" + id).text("/token");
        api.post("/v1/tokens/lookups", lookup("card_number", token), null);
        api.delete("/v1/tokens/" + id);
        List<String> events = superuser
                .queryForList(
                        "select convert_from(body, 'UTF8') from audit.event where tenant_id = ? order by id",
                        String.class,
                        program.tenant(TenantMode.TEST).value())
                .stream()
                .filter(event -> event.contains("\"data_token."))
                .toList();
        assertThat(events).hasSize(6);
        assertThat(events.get(0)).contains("data_token.create").contains(id);
        assertThat(events.get(1))
                .contains("data_token.reveal")
                .contains("dispute")
                .contains("rvl_");
        assertThat(events.get(2)).contains("data_token.reveal");
        assertThat(events.get(3)).contains("data_token.read");
        assertThat(events.get(4)).contains("data_token.lookup").contains(id);
        assertThat(events.get(5)).contains("data_token.delete");
        assertThat(events)
                .noneMatch(event -> event.contains(CARD) || event.contains("Canary") || event.contains(token));
    }

    private static String lookup(String type, String token) {
        return "{\"type\":\"%s\",\"token\":\"%s\"}".formatted(type, token);
    }

    private static String body(String type, String value, String format) {
        return "{\"type\":\"%s\",\"value\":\"%s\",\"format\":\"%s\"}".formatted(type, value, format);
    }

    /** As a {@code bytea} is shown. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
