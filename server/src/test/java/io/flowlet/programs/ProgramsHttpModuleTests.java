package io.flowlet.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Invitations;
import io.flowlet.ids.PublicId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

class ProgramsHttpModuleTests extends ServerTests {
    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
    private static final Caller CONSOLE = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
    private static final String ACME = "{\"name\":\"Acme\",\"time_zone\":\"Europe/Berlin\"}";

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Clients clients;

    @Autowired
    private Invitations invitations;

    private ApiClient operator;

    @BeforeEach
    void becomeOperator() {
        String path = invitations.create(CONSOLE).link().getPath();
        ClientCredentials credentials = invitations
                .redeem(path.substring(Invitations.PATH.length()), TRACE)
                .orElseThrow();
        operator = ApiClient.signIn(port, credentials);
    }

    @Test
    void createsAProgramWhoseClientsWorkAtOnce() {
        Answer made = operator.post("/v1/programs", ACME);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/id")).startsWith("prg_");
        assertThat(made.text("/tenants/0/mode")).isEqualTo("live");
        assertThat(made.text("/tenants/1/mode")).isEqualTo("test");
        assertThat(made.text("/tenants/0/id")).startsWith("ten_");
        assertThat(made.text("/tenants/0/time_zone")).isEqualTo("Europe/Berlin");
        assertThat(made.text("/tenants/1/client/client_secret")).startsWith("cls_");

        UUID id = PublicId.parse("cli", made.text("/tenants/1/client/id")).orElseThrow();
        ClientCredentials first =
                new ClientCredentials(clients.find(id).orElseThrow(), made.text("/tenants/1/client/client_secret"));
        assertThat(ApiClient.signIn(port, first).get("/v1/oauth_clients").status())
                .isEqualTo(200);

        Answer read = operator.get("/v1/programs/" + made.text("/id"));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text("/name")).isEqualTo("Acme");
        assertThat(read.body().toString()).doesNotContain("secret");
        assertThat(operator.get("/v1/programs?limit=1").text("/data/0/id")).isEqualTo(made.text("/id"));
    }

    @Test
    void showsTheSecretsOnce() {
        String key = UUID.randomUUID().toString();
        Answer first = operator.post("/v1/programs", ACME, key);
        Answer again = operator.post("/v1/programs", ACME, key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.body().toString()).doesNotContain("client_secret").contains("\"secret_available\":false");
        assertThat(operator.post("/v1/programs", "{\"name\":\"Other\"}", key).code())
                .isEqualTo("idempotency_key_reused");
        assertThat(operator.post("/v1/programs", ACME, null).code()).isEqualTo("idempotency_key_missing");
    }

    @Test
    void makesOneProgramForOneKeyHoweverManyAsk() throws Exception {
        String key = UUID.randomUUID().toString();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = IntStream.range(0, 8)
                    .<Callable<Answer>>mapToObj(
                            i -> () -> operator.post("/v1/programs", "{\"name\":\"" + key + "\"}", key))
                    .toList();
            for (Future<Answer> call : threads.invokeAll(calls)) {
                assertThat(call.get().status()).isIn(201, 409);
            }
        }
        assertThat(new JdbcTemplate(database().asSuperuser())
                        .queryForList("select 1 from programs.program where name = ?", key))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\" \"}",
                "{\"name\":null}",
                "{\"name\":5}",
                "{\"name\":\"a\",\"time_zone\":\"Mars/Olympus\"}",
                "{\"name\":\"a\",\"time_zone\":\"+01:00\"}",
                "{\"name\":\"a\",\"mode\":\"live\"}",
            })
    void refusesAnInvalidBody(String body) {
        Answer answer = operator.post("/v1/programs", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isIn("body_invalid", "body_malformed");
        assertThat(operator.post("/v1/programs", "{\"name\":\"" + "x".repeat(101) + "\"}")
                        .code())
                .isEqualTo("body_invalid");
    }

    @Test
    void keepsPlatformAndTenantsApart() {
        Answer made = operator.post("/v1/programs", ACME);
        ApiClient tenant = TestProgram.create(port, programs).client();
        assertThat(tenant.get("/v1/programs").code()).isEqualTo("scope_missing");
        assertThat(tenant.get("/v1/programs/" + made.text("/id")).code()).isEqualTo("scope_missing");
        assertThat(tenant.post("/v1/programs", ACME).code()).isEqualTo("scope_missing");

        for (String path : List.of("/v1/oauth_clients", "/v1/subscribers", "/v1/payments/pay_x", "/v1/wallets/wal_x")) {
            Answer refused = operator.get(path);
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.code()).as(path).isEqualTo("scope_missing");
        }
        assertThat(operator.post("/v1/oauth_clients", "{\"name\":\"a\",\"scopes\":[\"payments:read\"]}")
                        .code())
                .isEqualTo("scope_missing");
    }

    @Test
    void knowsNoOtherProgram() {
        for (String id : List.of("prg_00000000000000000000000000", "prg_x", "ten_00000000000000000000000000")) {
            assertThat(operator.get("/v1/programs/" + id).code()).isEqualTo("not_found");
        }
    }
}
