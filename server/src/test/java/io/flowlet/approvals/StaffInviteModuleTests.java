package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.RoleTable;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** People who could check others' requests, whom nobody invites alone. */
class StaffInviteModuleTests extends ApprovalTests {
    @Test
    void anotherPersonSeesWhomAndTheMakerGetsTheLinkOnce() {
        String email = newEmail();
        Answer asked = invite(admin, email, "officer");
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        String id = asked.text("/id");
        assertThat(asked.text("/kind")).isEqualTo("staff.invite");
        assertThat(asked.text("/subject")).startsWith("inv_");
        Answer seen = officer.api().get("/v1/approvals/" + id);
        assertThat(seen.text("/change/after/email")).isEqualTo(email);
        assertThat(seen.text("/change/after/roles/0")).isEqualTo("officer");
        assertThat(handOver(admin, id).code()).as("nobody agreed yet").isEqualTo("approval_nothing_to_hand_over");

        Answer approved = decide(officer, id, "approve");
        assertThat(approved.text("/state")).isEqualTo("applied");
        assertThat(approved.body().toString()).doesNotContain("/invite/");
        String code = approved.text("/confirmation_code");
        assertThat(code).matches("[0-9a-z]{5}-[0-9a-z]{5}");
        assertThat(admin.api()
                        .get("/v1/approvals/" + id)
                        .body()
                        .path("confirmation_code")
                        .isNull())
                .as("the maker never sees it")
                .isTrue();
        assertThat(handOver(officer, id).code()).isEqualTo("approval_not_maker");
        String key = UUID.randomUUID().toString();
        Answer handed = handOver(admin, id, key);
        assertThat(handed.status()).as("%s", handed.body()).isEqualTo(201);
        assertThat(handed.text("/result")).isEqualTo(asked.text("/subject"));
        Answer again = handOver(admin, id, key);
        assertThat(again.body().path("secret").isNull()).isTrue();
        assertThat(again.body().path("secret_available").asBoolean()).isFalse();
        assertThat(handOver(admin, id).code()).isEqualTo("approval_nothing_to_hand_over");

        assertThat(handed.body().toString()).doesNotContain(code);
        assertThat(redeem(handed.text("/secret"), code)).isEqualTo(200);
        assertThat(superuser.queryForObject(
                        "select s.act || ' ' || s.sponsor || ' ' || s.approved_by[1] from identity.sponsorship s"
                                + " join identity.account a on a.id = s.account where a.tenant_id = ? and a.roles = '{officer}' and a.id not in (?)",
                        String.class,
                        live.value(),
                        officer.id()))
                .isEqualTo("created " + admin.name() + " " + officer.name());
        assertThat(audited("staff_invitation.create", "done")).isEqualTo(1);
        assertThat(audited("staff_invitation.link", "done")).isEqualTo(1);
        assertThat(audited("approval.hand_over", "done")).isEqualTo(1);
        assertThat(audited("approval.hand_over", "refused"))
                .as("the officer's attempt")
                .isEqualTo(1);
    }

    @Test
    void whomAnAdministratorInvitedNeverChecksHer() {
        String id = requested();
        Person invited = invited("officer");
        assertThat(decide(invited, id, "approve").code()).isEqualTo("approval_not_independent");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("applied");
    }

    @Test
    void twoWhomSheInvitedWithAnothersApprovalMayCheckEachOther() {
        Person maker = invited("admin");
        Person checker = invited("officer");
        Answer asked = propose(maker.api(), 1, 22);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(decide(checker, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");
    }

    @Test
    void noClientAsksAndNobodyWithoutAReason() {
        superuser.update(
                "update identity.oauth_client set scopes = array_append(scopes, 'staff:write') where tenant_id = ?",
                live.value());
        ApiClient renewed = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        assertThat(renewed.post(
                                "/v1/staff_invitations",
                                "{\"email\":\"x@example.com\",\"roles\":[\"admin\"],\"reason\":\"more\"}")
                        .code())
                .isEqualTo("audience_not_allowed");
        Answer mute = admin.api().post("/v1/staff_invitations", "{\"email\":\"x@example.com\",\"roles\":[\"admin\"]}");
        assertThat(mute.code()).isEqualTo("body_invalid");
        assertThat(mute.text("/errors/0/pointer")).isEqualTo("/reason");
        Answer both = admin.api()
                .post(
                        "/v1/staff_invitations",
                        "{\"email\":\"x@example.com\",\"roles\":[\"admin\",\"officer\"],\"reason\":\"more\"}");
        assertThat(both.code()).isEqualTo("roles_exclude_each_other");
    }

    @Test
    void aLinkIsHandedOverWithinADay() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        decide(officer, id, "approve");
        superuser.update(
                "update approvals.request set closed_at = now() - interval '25 hours' where id = ?",
                ApprovalId.of(id).value());
        assertThat(handOver(admin, id).code()).isEqualTo("approval_nothing_to_hand_over");
        String other = invite(admin, newEmail(), "officer").text("/id");
        assertThat(decide(officer, other, "reject").text("/state")).isEqualTo("rejected");
        assertThat(handOver(admin, other).code()).isEqualTo("approval_nothing_to_hand_over");
        String policy = requested();
        decide(officer, policy, "approve");
        assertThat(handOver(admin, policy).code()).isEqualTo("approval_nothing_to_hand_over");
        assertThat(handOver(admin, "apr_01kanr2c5ze8x9c4m5p6q7r8st").code()).isEqualTo("not_found");
    }

    @Test
    void whoSignedInLongAgoTakesNothing() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        decide(officer, id, "approve");
        Person idle = signedInAgain(admin); // a token that was used is remembered for half a second
        superuser.update(
                "update identity.token set auth_time = now() - interval '16 minutes' where account = ?", admin.id());
        Answer refused = handOver(idle, id);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("sign_in_too_old");
        assertThat(refused.header("www-authenticate").orElseThrow())
                .contains("insufficient_user_authentication", "max_age=900");
        assertThat(audited("approval.hand_over", "refused")).isEqualTo(1);
        assertThat(handOver(officer, id).code()).as("others first").isEqualTo("approval_not_maker");
        assertThat(handOver(signedInAgain(admin), id).status()).isEqualTo(201);
    }

    @Test
    void theAccountsEventNamesTheInvitationItsMakerAndTheRequest() {
        String id = invite(admin, newEmail(), "analyst").text("/id");
        Answer approved = decide(officer, id, "approve");
        assertThat(redeem(handOver(admin, id).text("/secret"), approved.text("/confirmation_code")))
                .isEqualTo(200);
        for (String action : new String[] {"staff_invitation.create", "account.create"}) {
            assertThat(detail(action, "made_by")).isEqualTo(admin.name());
            assertThat(detail(action, "approval")).isEqualTo(id);
        }
        assertThat(detail("account.create", "invitation")).isEqualTo(approved.text("/result"));
        assertThat(superuser.queryForObject(
                        "select approval from identity.sponsorship where tenant_id = ? and approval is not null",
                        String.class,
                        live.value()))
                .isEqualTo(id);
    }

    /** The table of roles: each set that one person may hold can be given by two people, and no other. */
    @Test
    void twoPeopleGiveEverySetOfRolesThatOnePersonMayHold() {
        StaffRole[] all = StaffRole.values();
        for (int set = 1; set < 1 << all.length; set++) {
            int chosen = set;
            Set<StaffRole> roles = IntStream.range(0, all.length)
                    .filter(bit -> (chosen & 1 << bit) != 0)
                    .mapToObj(bit -> all[bit])
                    .collect(Collectors.toSet());
            String codes = roles.stream().map(role -> "\"" + role.code() + "\"").collect(Collectors.joining(","));
            Answer asked = admin.api()
                    .post(
                            "/v1/staff_invitations",
                            "{\"email\":\"%s\",\"roles\":[%s],\"reason\":\"a colleague\"}"
                                    .formatted(newEmail(), codes));
            if (RoleTable.conflict(roles).isPresent()) {
                assertThat(asked.code()).as("%s", roles).isEqualTo("roles_exclude_each_other");
            } else {
                assertThat(asked.status()).as("%s: %s", roles, asked.body()).isEqualTo(202);
                Answer approved = decide(officer, asked.text("/id"), "approve");
                assertThat(approved.text("/state")).as("%s", roles).isEqualTo("applied");
                String link = handOver(admin, asked.text("/id")).text("/secret");
                assertThat(redeem(link, approved.text("/confirmation_code"))).isEqualTo(200);
                assertThat(superuser.queryForObject(
                                "select array_to_string(roles, ' ') from identity.account where tenant_id = ?"
                                        + " order by created_at desc limit 1",
                                String.class,
                                live.value()))
                        .isEqualTo(roles.stream().map(StaffRole::code).sorted().collect(Collectors.joining(" ")));
            }
        }
        Answer operator = invite(admin, newEmail(), "operator");
        assertThat(operator.text("/errors/0/code")).as("no role of a tenant").isEqualTo("unknown_role");
    }

    @Test
    void theLinkAloneOpensNothing() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        String code = decide(officer, id, "approve").text("/confirmation_code");
        String link = handOver(admin, id).text("/secret");
        assertThat(page(link)).contains("name=\"code\"");
        assertThat(redeem(link, "")).isEqualTo(422);
        assertThat(redeem(link, "00000-00000")).isEqualTo(422);
        assertThat(redeem(link, " " + code.replace("-", "").toUpperCase(Locale.ROOT)))
                .as("as people type")
                .isEqualTo(200);
        assertThat(audited("staff_invitation.redeem", "refused")).isEqualTo(2);
    }

    @Test
    void fiveWrongCodesEndTheLink() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        String code = decide(officer, id, "approve").text("/confirmation_code");
        String link = handOver(admin, id).text("/secret");
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(redeem(link, "00000-0000" + attempt)).isEqualTo(422);
        }
        assertThat(redeem(link, code)).isEqualTo(404);
    }

    @Test
    void theCodeOfOneInvitationOpensNoOther() {
        String one = invite(admin, newEmail(), "officer").text("/id");
        String other = invite(admin, newEmail(), "admin").text("/id");
        String code = decide(officer, one, "approve").text("/confirmation_code");
        decide(officer, other, "approve");
        assertThat(redeem(handOver(admin, other).text("/secret"), code)).isEqualTo(422);
    }

    @Test
    void aRepeatOfTheLastApprovalTellsNoCode() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        String key = UUID.randomUUID().toString();
        assertThat(decide(officer.api(), id, "approve", "\"1\"", key).text("/confirmation_code"))
                .isNotEmpty();
        Answer again = decide(officer.api(), id, "approve", "\"1\"", key);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("confirmation_code").isNull()).isTrue();
    }

    @Test
    void anInvitationEndsWithWhoeverMadeIt() {
        Person leaving = person(StaffRole.ADMIN);
        String open = invite(leaving, newEmail(), "officer").text("/id");
        String code = decide(officer, open, "approve").text("/confirmation_code");
        String link = handOver(leaving, open).text("/secret");
        String untaken = invite(leaving, newEmail(), "officer").text("/id");
        decide(officer, untaken, "approve");
        String roles = admin.api()
                .post("/v1/staff/" + leaving.name() + "/roles", "{\"roles\":[\"officer\"],\"reason\":\"a new task\"}")
                .text("/id");
        assertThat(decide(officer, roles, "approve").text("/state")).isEqualTo("applied");

        assertThat(redeem(link, code)).isEqualTo(404);
        assertThat(handOver(signedInAgain(leaving), untaken).code()).isEqualTo("approval_maker_gone");
    }

    @Test
    void aLinkWhoseMakerIsGoneOpensNothingEvenIfItWasNotEnded() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        String code = decide(officer, id, "approve").text("/confirmation_code");
        String link = handOver(admin, id).text("/secret");
        superuser.update("update identity.account set disabled_at = now() where id = ?", admin.id());
        assertThat(redeem(link, code)).isEqualTo(404);
        assertThat(audited("staff_invitation.redeem", "refused")).isEqualTo(1);
    }

    @Test
    void anInvitationIsEndedByHandOnce() {
        String id = invite(admin, newEmail(), "officer").text("/id");
        Answer approved = decide(officer, id, "approve");
        String link = handOver(admin, id).text("/secret");
        String path = "/v1/staff_invitations/" + approved.text("/result") + "/revocation";
        assertThat(officer.api().post(path, "{}").code()).isEqualTo("scope_missing");
        Answer ended = admin.api().post(path, "{}");
        assertThat(ended.status()).as("%s", ended.body()).isEqualTo(200);
        assertThat(admin.api().post(path, "{}").text("/revoked_at")).isEqualTo(ended.text("/revoked_at"));
        assertThat(redeem(link, approved.text("/confirmation_code"))).isEqualTo(404);
        assertThat(audited("staff_invitation.revoke", "done")).isEqualTo(1);
        assertThat(admin.api()
                        .post("/v1/staff_invitations/inv_01kanr2c5ze8x9c4m5p6q7r8st/revocation", "{}")
                        .code())
                .isEqualTo("not_found");
    }

    private String page(String link) {
        return SignIn.browser(new SignIn.App(port, "", ""))
                .get(URI.create(link).getPath())
                .body();
    }
}
