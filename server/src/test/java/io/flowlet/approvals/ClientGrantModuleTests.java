package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes that a live tenant's client gets only after two people agreed. */
class ClientGrantModuleTests extends ApprovalTests {
    @Test
    void aLiveClientPaysOnBehalfAfterTwoPeopleAgreed() {
        String clientId = program.credentials(TenantMode.LIVE).client().clientId();
        String payment = """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"1.00","currency":"EUR"}}
                """.formatted(wallet(), wallet());
        assertThat(client.post("/v1/payments", payment).code()).isEqualTo("scope_missing");
        Answer asked = ask(clientId, "payments:on_behalf", "payments:write");
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/change/terms/grant/0")).isEqualTo("payments:on_behalf");
        assertThat(asked.body().at("/change/diff")).isNotEmpty();

        Person second = person(StaffRole.ADMIN);
        assertThat(decide(second, asked.text("/id"), "approve").code()).isEqualTo("approval_role_not_allowed");
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");

        ApiClient paying = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        assertThat(paying.post("/v1/payments", payment).code())
                .as("let in, and a live wallet is empty")
                .isEqualTo("insufficient_funds");
        assertThat(superuser.queryForObject(
                        "select 'payments:on_behalf' = any (scopes) from identity.oauth_client where client_id = ?",
                        Boolean.class,
                        clientId))
                .isTrue();
        assertThat(audited("oauth_client.grant", "done")).isEqualTo(1);
        assertThat(detail("oauth_client.grant", "approval")).isEqualTo(asked.text("/id"));
    }

    @Test
    void whatAClientAsksForNeedsTwoPeople() {
        String clientId = program.credentials(TenantMode.LIVE).client().clientId();
        decide(officer, ask(clientId, "policies:write").text("/id"), "approve");
        ApiClient writer = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        Answer asked = propose(writer, 1, 21);
        assertThat(asked.text("/checkers_needed")).isEqualTo("2");

        String id = asked.text("/id");
        Answer first = decide(officer, id, "approve");
        assertThat(first.text("/state")).isEqualTo("open");
        assertThat(decide(officer.api(), id, "approve", "\"2\"", "again").code())
                .isEqualTo("approval_already_given");
        assertThat(decide(admin.api(), id, "approve", "\"2\"", "other").text("/state"))
                .isEqualTo("applied");
        assertThat(officer.api().get("/v1/policies/onboarding/versions").body().at("/data"))
                .hasSize(2);
    }

    @Test
    void whoeverHoldsAGuardedScopeHandsItOnToNoNewClient() {
        String clientId = program.credentials(TenantMode.LIVE).client().clientId();
        decide(officer, ask(clientId, "policies:write").text("/id"), "approve");
        ApiClient writer = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        String clone = "{\"name\":\"clone\",\"scopes\":[\"policies:read\",\"policies:write\"]}";

        for (ApiClient maker : new ApiClient[] {writer, admin.api()}) {
            Answer refused = maker.post("/v1/oauth_clients", clone);
            assertThat(refused.code()).isEqualTo("scope_missing");
            assertThat(refused.text("/errors/0/pointer")).isEqualTo("/scopes/1");
            assertThat(refused.text("/errors/0/code")).isEqualTo("needs_approval");
        }
    }

    @Test
    void whoeverMadeAClientDecidesNothingAboutIt() {
        String made = client.post("/v1/oauth_clients", "{\"name\":\"a\",\"scopes\":[\"payments:read\"]}")
                .text("/id");
        superuser.update("update identity.oauth_client set created_by = ? where client_id = ?", officer.name(), made);
        String id = ask(made, "payments:on_behalf").text("/id");
        assertThat(decide(officer, id, "approve").code()).isEqualTo("approval_not_independent");
        assertThat(decide(person(StaffRole.OFFICER), id, "approve").text("/state"))
                .isEqualTo("applied");
        assertThat(superuser.queryForObject(
                        "select scopes_changed_at is not null from identity.oauth_client where client_id = ?",
                        Boolean.class,
                        made))
                .isTrue();
    }

    @Test
    void asksForNothingThatNeedsNoApprovalOrThatThereIsNot() {
        String clientId = program.credentials(TenantMode.LIVE).client().clientId();
        for (String scope : new String[] {"payments:read", "programs:write", "x:y", "*"}) {
            Answer refused = ask(clientId, scope);
            assertThat(refused.code()).isEqualTo("body_invalid");
            assertThat(refused.text("/errors/0/code")).isEqualTo("not_grantable");
        }
    }

    @Test
    void asksForNoOtherTenantsClientAndForNoneThatWasRevoked() {
        TestProgram other = TestProgram.create(port, programs);
        assertThat(ask(other.credentials(TenantMode.LIVE).client().clientId(), "staff:write")
                        .code())
                .isEqualTo("not_found");
        assertThat(ask(program.credentials(TenantMode.TEST).client().clientId(), "staff:write")
                        .code())
                .isEqualTo("not_found");
        assertThat(ask("cli_x", "staff:write").code()).isEqualTo("not_found");

        Answer made = client.post("/v1/oauth_clients", "{\"name\":\"a\",\"scopes\":[\"payments:read\"]}");
        String id = made.text("/id");
        Answer asked = ask(id, "staff:write");
        client.post("/v1/oauth_clients/" + id + "/revocation", "", null);
        assertThat(ask(id, "kys:review").code()).isEqualTo("not_found");
        Answer failed = decide(officer, asked.text("/id"), "approve");
        assertThat(failed.text("/state")).isEqualTo("failed");
        assertThat(failed.text("/result")).isEqualTo("not_found");
    }

    @Test
    void noClientAsksForMoreItself() {
        String clientId = program.credentials(TenantMode.LIVE).client().clientId();
        assertThat(client.post("/v1/oauth_clients/" + clientId + "/grants", "{}")
                        .code())
                .isEqualTo("audience_not_allowed");
    }

    private String wallet() {
        return TestProgram.wallet(client, TestProgram.subscriber(client), 0);
    }

    /** What moves money, ends a period or shows persons in clear comes by two people. */
    @ParameterizedTest
    @ValueSource(strings = {"payments:write", "ledger:write", "ledger:close", "subscribers:read_personal"})
    void noClientOfALiveTenantGetsItByItself(String scope) {
        String clientId = program.credentials(TenantMode.LIVE).client().clientId();
        assertThat(program.credentials(TenantMode.LIVE).client().scopes())
                .doesNotContain(new io.flowlet.actor.Scope(scope));
        assertThat(decide(officer, ask(clientId, scope).text("/id"), "approve").text("/state"))
                .isEqualTo("applied");
        Answer handedOn = ApiClient.signIn(port, program.credentials(TenantMode.LIVE))
                .post("/v1/oauth_clients", "{\"name\":\"partner\",\"scopes\":[\"%s\"]}".formatted(scope));
        assertThat(handedOn.code()).isEqualTo("scope_missing");
        assertThat(handedOn.text("/errors/0/code")).isEqualTo("needs_approval");
    }

    private Answer ask(String clientId, String... scopes) {
        return admin.api()
                .post(
                        "/v1/oauth_clients/" + clientId + "/grants",
                        "{\"scopes\":[\"%s\"],\"reason\":\"the partner pays for its customers\"}"
                                .formatted(String.join("\",\"", scopes)));
    }
}
