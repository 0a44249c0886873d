package io.flowlet.subscribers;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class SubscribersModuleTests extends ServerTests {
    /** Planted in every place that takes text from a person. */
    private static final List<String> CANARIES =
            List.of("Wilhelmina-Canary", "Featherstone-Canary", "planted.canary@example.com", "Canary-rent-for-May");

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    private ApiClient api;

    @BeforeEach
    void signIn() {
        api = TestProgram.create(port, programs).client();
    }

    @Test
    void showWhatWasRegisteredToTheirOwnTenantOnly() {
        Answer made = register();
        String path = "/v1/subscribers/" + made.text("/id");

        assertThat(made.status()).isEqualTo(201);
        assertThat(api.get(path).body()).isEqualTo(made.body());
        assertThat(api.get("/v1/subscribers").text("/data/0/email")).isEqualTo(CANARIES.get(2));

        ApiClient other = TestProgram.create(port, programs).client();
        assertThat(other.get(path).code()).isEqualTo("not_found");
        assertThat(other.get("/v1/subscribers").body().at("/data")).isEmpty();
    }

    @Test
    void areMaskedForWhoeverMayNotReadThemInFull() {
        TestProgram program = TestProgram.create(port, programs);
        String path = "/v1/subscribers/" + register(program.client()).text("/id");
        ApiClient reader = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "subscribers:read");
        for (Answer answer : List.of(reader.get(path), reader.get("/v1/subscribers"))) {
            JsonNode seen = answer.body().has("data") ? answer.body().at("/data/0") : answer.body();
            assertThat(seen.at("/given_name").asString()).isEqualTo("W***");
            assertThat(seen.at("/family_name").asString()).isEqualTo("F***");
            assertThat(seen.at("/email").asString()).isEqualTo("p***@e***.com");
            assertThat(seen.at("/masked").asBoolean()).isTrue();
            assertThat(answer.body().toString()).doesNotContain(CANARIES);
        }
        ApiClient full = ApiClient.signIn(
                port, program.credentials(TenantMode.TEST), "subscribers:read", "subscribers:read_personal");
        assertThat(full.get(path).text("/email")).isEqualTo(CANARIES.get(2));
        assertThat(full.get(path).body().at("/masked").asBoolean()).isFalse();
    }

    @Test
    void refuseWhatIsNoPerson() {
        assertFault("{\"given_name\":\"\",\"family_name\":\"B\",\"email\":\"b@example.com\"}", "/given_name");
        assertFault("{\"given_name\":\"A\",\"family_name\":\"B\",\"email\":\"no-address\"}", "/email");
        assertFault("{\"given_name\":\"A\",\"family_name\":\"B\"}", "/email");
        assertFault(
                "{\"given_name\":\"A\",\"family_name\":\"B\",\"email\":\"b@example.com\",\"phone\":\"1\"}", "/phone");
    }

    @Test
    void leaveNoPlantedNameInAnyTable() {
        String subscriber = register().text("/id");
        TestProgram.approve(api, subscriber);
        String from = TestProgram.wallet(api, subscriber, 1_000);
        String to = TestProgram.wallet(api, subscriber, 0);
        Answer paid = api.post("/v1/payments", """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"1.00","currency":"EUR"},"description":"%s"}
                """.formatted(from, to, CANARIES.get(3)));
        assertThat(paid.text("/description")).isEqualTo(CANARIES.get(3));
        api.get("/v1/subscribers/" + subscriber);

        JdbcTemplate jdbc = new JdbcTemplate(database().asSuperuser());
        List<String> tables = jdbc.queryForList("""
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                """, String.class);
        assertThat(tables).contains("subscribers.subscriber", "http.idempotency", "payments.payment");
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            for (String row : jdbc.queryForList("select t::text from " + table + " t", String.class)) {
                CANARIES.stream()
                        .filter(canary -> row.contains(canary) || row.contains(hex(canary)))
                        .forEach(canary -> found.add(canary + " in " + table));
            }
        }
        assertThat(found).isEmpty();
    }

    private Answer register() {
        return register(api);
    }

    private static Answer register(ApiClient api) {
        return api.post(
                "/v1/subscribers",
                "{\"given_name\":\"%s\",\"family_name\":\"%s\",\"email\":\"%s\"}"
                        .formatted(CANARIES.get(0), CANARIES.get(1), CANARIES.get(2)));
    }

    private void assertFault(String body, String pointer) {
        Answer answer = api.post("/v1/subscribers", body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    /** As a {@code bytea} is shown. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)).toLowerCase(Locale.ROOT);
    }
}
