package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import org.junit.jupiter.api.Test;

/** Roles and accounts of staff, which no administrator changes alone. */
class StaffChangesModuleTests extends ApprovalTests {
    @Test
    void givesOtherRolesAfterAnotherPersonAgreedAndEndsTheSessions() {
        Person person = person(StaffRole.ANALYST);
        Answer asked = roles(person, "officer");
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/change/diff/0/before")).isEqualTo("analyst");
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");

        assertThat(person.api().get("/v1/me").code()).isEqualTo("token_invalid");
        assertThat(superuser.queryForObject(
                        "select act || ' ' || sponsor || ' ' || approved_by[1] from identity.sponsorship where account = ? and act = 'roles'",
                        String.class,
                        person.id()))
                .isEqualTo("roles " + admin.name() + " " + officer.name());
        assertThat(superuser.queryForObject(
                        "select roles_given_at > now() - interval '1 minute' from identity.account where id = ?",
                        Boolean.class,
                        person.id()))
                .isTrue();
        assertThat(audited("staff.roles", "done")).isEqualTo(1);
        assertThat(detail("staff.roles", "approval")).isEqualTo(asked.text("/id"));
    }

    @Test
    void disablesAfterAnotherPersonAgreed() {
        Person person = person(StaffRole.ANALYST);
        Answer asked = disable(person);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        // not asked before: a token that was believed just now is believed for half a second more
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");
        assertThat(person.api().get("/v1/me").code()).isEqualTo("token_invalid");
        assertThat(disable(person).code()).isEqualTo("not_found");
        assertThat(audited("account.disable", "done")).isEqualTo(1);
    }

    @Test
    void takesALostSecondFactorAwayAfterAnotherPersonAgreed() {
        Person person = person(StaffRole.OFFICER);
        superuser.update("""
                insert into identity.authenticator_app (tenant_id, account, secret, made_at, used_at, last_step)
                values (?, ?, 'sealed', now(), now(), 1)
                """, live.value(), person.id());
        superuser.update("""
                update identity.account set wrong_codes = 5, codes_blocked_until = now() + interval '1 hour' where id = ?
                """, person.id());
        Answer asked = reset(person);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.body().at("/change/diff/0/before").asInt()).isEqualTo(1);
        assertThat(decide(person, asked.text("/id"), "approve").code())
                .as("nobody agrees to the own reset")
                .isEqualTo("approval_not_independent");
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");

        assertThat(superuser.queryForObject(
                        "select count(*) from identity.authenticator_app where account = ?",
                        Integer.class,
                        person.id()))
                .isZero();
        assertThat(superuser.queryForObject(
                        "select wrong_codes = 0 and codes_blocked_until is null from identity.account where id = ?",
                        Boolean.class,
                        person.id()))
                .isTrue();
        assertThat(audited("staff.reset", "done")).isEqualTo(1);
        assertThat(detail("staff.reset", "approval")).isEqualTo(asked.text("/id"));
        Person again = signedInAgain(person);
        String other = requested();
        assertThat(decide(again, other, "approve").code()).isEqualTo("approval_account_too_new");
        superuser.update("update identity.account set reset_at = now() - interval '30 days' where id = ?", person.id());
        assertThat(decide(signedInAgain(person), other, "approve").code())
                .as("owed to whoever asked for the reset")
                .isEqualTo("approval_not_independent");
    }

    @Test
    void theClientsThatAPersonMadeEndWithItUnlessTheyStay() {
        for (boolean stay : new boolean[] {false, true}) {
            Person leaving = person(StaffRole.ADMIN);
            String made = leaving.api()
                    .post("/v1/oauth_clients", "{\"name\":\"hers\",\"scopes\":[\"clients:read\"]}")
                    .text("/id");
            Answer asked = admin.api()
                    .post(
                            "/v1/staff/" + leaving.name() + "/disabling",
                            "{\"reason\":\"left\",\"clients_stay\":%s}".formatted(stay));
            assertThat(asked.text("/change/terms/clients/0")).isEqualTo(made);
            assertThat(decide(officer, asked.text("/id"), "approve").text("/state"))
                    .isEqualTo("applied");
            assertThat(superuser.queryForObject(
                            "select revoked_at is null from identity.oauth_client where client_id = ?",
                            Boolean.class,
                            made))
                    .isEqualTo(stay);
        }
    }

    @Test
    void nobodyAgreesToTheOwnRoles() {
        Person second = person(StaffRole.OFFICER);
        String id = roles(second, "analyst").text("/id");
        assertThat(decide(second, id, "approve").code()).isEqualTo("approval_not_independent");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("applied");
    }

    @Test
    void rolesThatTwoPeopleAgreedToAreOwedToNeither() {
        Person person = person(StaffRole.ANALYST);
        decide(officer, roles(person, "officer").text("/id"), "approve");
        superuser.update(
                "update identity.account set roles_given_at = now() - interval '30 days' where id = ?", person.id());
        Person again = signedInAgain(person);
        assertThat(decide(again, requested(), "approve").text("/state")).isEqualTo("applied");
    }

    @Test
    void whomOneCredentialBroughtIsMadeNoCheckerByAnApproval() {
        Person brought = person(StaffRole.ANALYST);
        owes(brought, "created", admin);
        assertThat(roles(brought, "officer").code()).isEqualTo("approval_account_not_vouched_for");
        assertThat(roles(brought, "admin").code()).isEqualTo("approval_account_not_vouched_for");
        assertThat(roles(brought, "auditor").status()).as("no checker").isEqualTo(202);

        Person later = person(StaffRole.ANALYST);
        String id = roles(later, "officer").text("/id");
        owes(later, "reset", admin);
        Answer failed = decide(officer, id, "approve");
        assertThat(failed.text("/result")).isEqualTo("approval_account_not_vouched_for");
        assertThat(superuser.queryForObject(
                        "select roles[1] from identity.account where id = ?", String.class, later.id()))
                .isEqualTo("analyst");
    }

    @Test
    void aPersonWhoIsGoneMeanwhileFailsTheRequest() {
        Person person = person(StaffRole.ANALYST);
        String id = roles(person, "officer").text("/id");
        decide(officer, disable(person).text("/id"), "approve");
        Answer late = decide(officer, id, "approve");
        assertThat(late.text("/state")).isEqualTo("failed");
        assertThat(late.text("/result")).isEqualTo("not_found");
    }

    @Test
    void refusesRolesThatExcludeEachOtherAndThatThereAreNot() {
        Person person = person(StaffRole.ANALYST);
        Answer both = admin.api()
                .post(
                        "/v1/staff/" + person.name() + "/roles",
                        "{\"roles\":[\"analyst\",\"auditor\"],\"reason\":\"does both\"}");
        assertThat(both.status()).isEqualTo(422);
        assertThat(both.code()).isEqualTo("roles_exclude_each_other");
        assertThat(roles(person, "owner").text("/errors/0/code")).isEqualTo("unknown_role");
        Answer invited = client.post("/v1/staff_invitations", "{}");
        assertThat(invited.code()).isEqualTo("scope_missing");
        Answer admins = admin.api()
                .post("/v1/staff_invitations", "{\"email\":\"both@example.com\",\"roles\":[\"admin\",\"auditor\"]}");
        assertThat(admins.code()).isEqualTo("roles_exclude_each_other");
        Answer sandbox = program.client()
                .post("/v1/staff_invitations", "{\"email\":\"both@example.com\",\"roles\":[\"admin\",\"auditor\"]}");
        assertThat(sandbox.code()).isEqualTo("roles_exclude_each_other");
    }

    @Test
    void anotherTenantsStaffIsOutOfReach() {
        Person here = person(StaffRole.ANALYST);
        openProgram();
        assertThat(roles(here, "officer").code()).isEqualTo("not_found");
        assertThat(disable(here).code()).isEqualTo("not_found");
        assertThat(reset(here).code()).isEqualTo("not_found");
        assertThat(admin.api()
                        .post("/v1/staff/sub_x/disabling", "{\"reason\":\"x\"}")
                        .code())
                .isEqualTo("not_found");
    }

    private Answer roles(Person person, String role) {
        return admin.api()
                .post(
                        "/v1/staff/" + person.name() + "/roles",
                        "{\"roles\":[\"%s\"],\"reason\":\"a new task\"}".formatted(role));
    }

    private Answer reset(Person person) {
        return admin.api().post("/v1/staff/" + person.name() + "/factor_reset", "{\"reason\":\"lost the phone\"}");
    }

    private Answer disable(Person person) {
        return admin.api().post("/v1/staff/" + person.name() + "/disabling", "{\"reason\":\"left\"}");
    }
}
