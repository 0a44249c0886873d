package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Clients;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients by which staff signs in: whoever registers one alone could collect a checker's codes. */
class StaffSignInModuleTests extends ApprovalTests {
    @Autowired
    private Clients clients;

    @Autowired
    private Transactions transactions;

    @Test
    void anOfficerSeesTheAddressesAndTheMakerGetsTheSecretOnce() {
        Answer asked = register(admin.api(), "staff", SignIn.REDIRECT);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        String id = asked.text("/id");
        assertThat(asked.text("/kind")).isEqualTo("client.sign_in");
        Answer seen = officer.api().get("/v1/approvals/" + id);
        assertThat(seen.text("/change/after/redirect_uris/0")).isEqualTo(SignIn.REDIRECT);
        assertThat(seen.text("/change/after/sign_in_scopes/0")).isEqualTo("profile:read");
        assertThat(clients()).isEqualTo(2);

        Answer approved = decide(officer, id, "approve");
        assertThat(approved.text("/state")).isEqualTo("applied");
        assertThat(approved.text("/result")).isEqualTo(asked.text("/subject"));
        assertThat(clients()).isEqualTo(3);
        Answer handed = handOver(id);
        assertThat(handed.status()).as("%s", handed.body()).isEqualTo(201);
        assertThat(handOver(id).code()).isEqualTo("approval_nothing_to_hand_over");
        SignIn.App made = new SignIn.App(port, handed.text("/result"), handed.text("/secret"));
        assertThat(SignIn.person(made, officer.email(), SignIn.PASSWORD)
                        .get("/v1/me")
                        .status())
                .isEqualTo(200);
        assertThat(superuser.queryForObject(
                        "select created_by from identity.oauth_client where client_id = ?",
                        String.class,
                        handed.text("/result")))
                .isEqualTo(admin.name());
    }

    @Test
    void neitherAnAdministratorsColleagueNorAClientAgreesOrAsks() {
        String id = register(admin.api(), "staff", SignIn.REDIRECT).text("/id");
        assertThat(decide(person(StaffRole.ADMIN), id, "approve").code()).isEqualTo("approval_role_not_allowed");
        assertThat(register(client, "staff", SignIn.REDIRECT).code()).isEqualTo("audience_not_allowed");
        assertThat(clients()).isEqualTo(2);
    }

    @Test
    void revokingTheFirstClientOpensNoWayRound() {
        client.post("/v1/oauth_clients/" + app.clientId() + "/revocation", "{}");
        assertThat(register(client, "staff", SignIn.REDIRECT).code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void ofManyFirstOnesAtOnceThereIsOne() throws InterruptedException, ExecutionException {
        TestProgram fresh = TestProgram.create(port, programs);
        ApiClient first = ApiClient.signIn(port, fresh.credentials(TenantMode.LIVE));
        List<String> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Answer>> answers = IntStream.range(0, 6)
                    .mapToObj(each -> threads.submit(() -> {
                        start.await();
                        return register(first, "staff", SignIn.REDIRECT);
                    }))
                    .toList();
            start.countDown();
            for (Future<Answer> answer : answers) {
                ends.add(answer.get().status() + answer.get().code());
            }
        }
        assertThat(ends)
                .containsOnlyOnce("201")
                .contains("403audience_not_allowed")
                .hasSize(6);
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.oauth_client where tenant_id = ? and sign_in_audience = 'staff'",
                        Integer.class,
                        fresh.tenant(TenantMode.LIVE).value()))
                .isEqualTo(1);
    }

    @Test
    void whoeverRegistersBesideTheFirstOneWaitsForIt() throws InterruptedException, ExecutionException {
        TestProgram fresh = TestProgram.create(port, programs);
        TenantId tenant = fresh.tenant(TenantMode.LIVE);
        ApiClient late = ApiClient.signIn(port, fresh.credentials(TenantMode.LIVE));
        UUID outside = Objects.requireNonNull(superuser.queryForObject(
                "select tenant_public from identity.oauth_client where tenant_id = ? limit 1",
                UUID.class,
                tenant.value()));
        SignInRegistration console = new SignInRegistration(
                Audience.STAFF,
                List.of(RedirectUri.parse(SignIn.REDIRECT).orElseThrow()),
                Set.of(new Scope("profile:read")));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> answer = transactions.in(tenant, () -> {
                assertThat(clients.anyForStaffByNow(tenant)).isFalse();
                Future<Answer> other = threads.submit(() -> register(late, "staff", SignIn.REDIRECT));
                awaitSomebodyWaitingFor(tenant);
                clients.create(
                        new NewClient(tenant, outside, "Console", Set.of(), List.of(), console),
                        new Caller(Actor.system(tenant, "test"), TRACE));
                return other;
            });
            assertThat(answer.get().code()).isEqualTo("audience_not_allowed");
        }
    }

    private void awaitSomebodyWaitingFor(TenantId tenant) {
        Instant latest = Instant.now().plusSeconds(20);
        while (!Boolean.TRUE.equals(superuser.queryForObject(
                "select exists (select from pg_locks where locktype = 'advisory' and objid = ? and not granted)",
                Boolean.class,
                tenant.value()))) {
            assertThat(Instant.now()).as("nobody waits").isBefore(latest);
            Thread.onSpinWait();
        }
    }

    @Test
    void aClientRevokedMeanwhileHandsNothingOver() {
        String id = register(admin.api(), "staff", SignIn.REDIRECT).text("/id");
        String made = decide(officer, id, "approve").text("/result");
        assertThat(client.post("/v1/oauth_clients/" + made + "/revocation", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(handOver(id).code()).isEqualTo("approval_nothing_to_hand_over");
    }

    @Test
    void saysWhatIsWrong() {
        Answer mute = admin.api().post("/v1/oauth_clients", body("staff", SignIn.REDIRECT, ""));
        assertThat(mute.code()).isEqualTo("body_invalid");
        assertThat(mute.text("/errors/0/pointer")).isEqualTo("/reason");
        assertThat(register(admin.api(), "staff", "http://evil.example/cb").text("/errors/0/code"))
                .isEqualTo("malformed_redirect_uri");
        assertThat(register(admin.api(), "subscriber", SignIn.REDIRECT).code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void clientsForSubscribersAndThoseOfTestTenantsNeedNobody() {
        assertThat(register(client, "subscriber", SignIn.REDIRECT).status()).isEqualTo(201);
        TestProgram sandbox = TestProgram.create(port, programs);
        assertThat(register(sandbox.client(), "staff", SignIn.REDIRECT).status())
                .isEqualTo(201);
        assertThat(register(sandbox.client(), "staff", SignIn.REDIRECT).status())
                .isEqualTo(201);
    }

    private Answer handOver(String id) {
        return admin.api()
                .post(
                        "/v1/approvals/" + id + "/handover",
                        "{}",
                        UUID.randomUUID().toString());
    }

    private int clients() {
        return admin.api().get("/v1/oauth_clients?limit=100").body().at("/data").size();
    }

    private static Answer register(ApiClient api, String audience, String redirect) {
        return api.post("/v1/oauth_clients", body(audience, redirect, ",\"reason\":\"a new console\""));
    }

    private static String body(String audience, String redirect, String more) {
        return """
                {"name":"Console","scopes":[],
                 "sign_in":{"audience":"%s","redirect_uris":["%s"],"scopes":["profile:read"]}%s}
                """.formatted(audience, redirect, more);
    }
}
