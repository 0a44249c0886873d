package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients by which people sign in: whoever registers one alone could collect their codes. */
class ClientSignInModuleTests extends ApprovalTests {
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
        assertThat(detail("oauth_client.create", "made_by")).isEqualTo(admin.name());
        assertThat(detail("oauth_client.create", "approval")).isEqualTo(id);
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
    void theLastClientByWhichStaffSignsInIsNotRevoked() {
        assertThat(revoke(app.clientId()).status()).isEqualTo(409);
        assertThat(revoke(app.clientId()).code()).isEqualTo("client_last_for_staff");

        String id = register(admin.api(), "staff", SignIn.REDIRECT).text("/id");
        decide(officer, id, "approve");
        Answer handed = handOver(id);
        assertThat(revoke(app.clientId()).code())
                .as("nobody has signed in by the other one")
                .isEqualTo("client_last_for_staff");
        SignIn.person(
                new SignIn.App(port, handed.text("/result"), handed.text("/secret")), officer.email(), SignIn.PASSWORD);
        assertThat(revoke(app.clientId()).status()).isEqualTo(200);
        assertThat(revoke(app.clientId()).status()).as("again").isEqualTo(200);
        assertThat(revoke(handed.text("/result")).code()).isEqualTo("client_last_for_staff");
        assertThat(register(client, "staff", SignIn.REDIRECT).code())
                .as("there is one, so that the next one takes two people")
                .isEqualTo("audience_not_allowed");
    }

    @Test
    void aFirstClientWithAWrongAddressIsRevokedAndRegisteredAgain() {
        TestProgram fresh = TestProgram.create(port, programs);
        ApiClient alone = ApiClient.signIn(port, fresh.credentials(TenantMode.LIVE));
        String wrong = register(alone, "staff", "https://app.exmaple/callback").text("/id");
        assertThat(alone.post("/v1/oauth_clients/" + wrong + "/revocation", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(register(alone, "staff", SignIn.REDIRECT).status()).isEqualTo(201);
    }

    private Answer revoke(String clientId) {
        return client.post("/v1/oauth_clients/" + clientId + "/revocation", "{}");
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
        Answer more = admin.api()
                .post(
                        "/v1/oauth_clients",
                        body("subscriber", SignIn.REDIRECT, "").replace("profile:read", "approvals:decide"));
        assertThat(more.text("/errors/0/pointer")).isEqualTo("/sign_in/scopes/0");
    }

    @Test
    void whereSubscribersAreSentBackToIsChosenAloneOnceOnly() {
        assertThat(register(admin.api(), "subscriber", "https://hers.example/cb")
                        .status())
                .as("a person asks for the first one, too")
                .isEqualTo(202);
        Answer first = register(client, "subscriber", SignIn.REDIRECT);
        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);
        assertThat(register(client, "subscriber", "https://hers.example/cb").code())
                .isEqualTo("audience_not_allowed");
        client.post("/v1/oauth_clients/" + first.text("/id") + "/revocation", "{}");
        assertThat(register(client, "subscriber", "https://hers.example/cb").code())
                .as("ending the first one opens no way round")
                .isEqualTo("audience_not_allowed");

        Answer asked = register(admin.api(), "subscriber", "https://app.example/new");
        assertThat(asked.text("/change/after/sign_in_audience")).isEqualTo("subscriber");
        String made = decide(officer, asked.text("/id"), "approve").text("/result");
        assertThat(superuser.queryForObject(
                        "select sign_in_audience from identity.oauth_client where client_id = ?", String.class, made))
                .isEqualTo("subscriber");
    }

    @Test
    void noAdministratorMakesAClientThatMakesClients() {
        Answer refused = admin.api().post("/v1/oauth_clients", "{\"name\":\"mine\",\"scopes\":[\"clients:write\"]}");
        assertThat(refused.code()).isEqualTo("scope_missing");
        assertThat(refused.text("/errors/0/code")).isEqualTo("needs_approval");
    }

    @Test
    void ofManyFirstClientsAtOnceOneIsTheFirstAndItsRepeatReplays() throws Exception {
        List<String> keys =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(6).toList();
        Map<String, Answer> answers = new ConcurrentHashMap<>();
        try (var together = Executors.newFixedThreadPool(keys.size())) {
            for (String key : keys) {
                together.execute(() -> answers.put(key, client.post("/v1/oauth_clients", mute(), key)));
            }
        }
        assertThat(answers).hasSize(keys.size());
        List<String> made = answers.entrySet().stream()
                .filter(each -> each.getValue().status() == 201)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(made).hasSize(1);
        Answer again = client.post("/v1/oauth_clients", mute(), made.getFirst());
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(client.post("/v1/oauth_clients", mute(), UUID.randomUUID().toString())
                        .text("/errors/0/pointer"))
                .isEqualTo("/reason");
    }

    @Test
    void thoseOfTestTenantsNeedNobody() {
        TestProgram sandbox = TestProgram.create(port, programs);
        for (String audience : List.of("staff", "staff", "subscriber", "subscriber")) {
            assertThat(register(sandbox.client(), audience, SignIn.REDIRECT).status())
                    .isEqualTo(201);
        }
    }

    private static String mute() {
        return body("subscriber", SignIn.REDIRECT, "");
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
