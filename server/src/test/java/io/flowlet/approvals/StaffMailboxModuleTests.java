package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Two addresses of one mailbox are one person: never maker and checker. */
class StaffMailboxModuleTests extends ApprovalTests {
    @Test
    void nobodyIsInvitedASecondTimeUnderAnAlias() {
        for (String alias :
                new String[] {alias(officer), officer.email(), officer.email().toUpperCase(Locale.ROOT)}) {
            Answer refused = invite(admin, alias, "admin");
            assertThat(refused.status()).as("%s", alias).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("staff_address_taken");
        }
        assertThat(audited("approval.request", "done")).isZero();
    }

    @Test
    void whoCameMeanwhileFailsTheRequestAndClosesTheLink() {
        String email = newEmail();
        String first = invite(admin, email, "officer").text("/id");
        String code = decide(officer, first, "approve").text("/confirmation_code");
        String link = handOver(admin, first).text("/secret");
        String second = invite(admin, email.replace("@", "+2@"), "admin").text("/id");
        String third = invite(admin, email.replace("@", "+3@"), "admin").text("/id");
        String otherCode = decide(officer, second, "approve").text("/confirmation_code");
        String otherLink = handOver(admin, second).text("/secret");

        assertThat(redeem(link, code)).isEqualTo(200);
        assertThat(redeem(otherLink, otherCode))
                .as("an account with this mailbox is there")
                .isEqualTo(409);
        Answer failed = decide(officer, third, "approve");
        assertThat(failed.text("/state")).isEqualTo("failed");
        assertThat(failed.text("/result")).isEqualTo("staff_address_taken");
    }

    @Test
    void whoHasLeftIsInvitedAnewUnderAnAliasAndNeverChecksHerself() {
        Person leaving = person(StaffRole.ADMIN);
        String asked = propose(leaving.api(), 1, 23).text("/id");
        superuser.update("update identity.account set disabled_at = now() where id = ?", leaving.id());
        assertThat(invite(admin, leaving.email(), "officer").code())
                .as("the very address stays the account's")
                .isEqualTo("staff_address_taken");
        String id = invite(admin, alias(leaving), "officer").text("/id");
        String code = decide(officer, id, "approve").text("/confirmation_code");
        assertThat(redeem(handOver(admin, id).text("/secret"), code)).isEqualTo(200);
        Person returned = settled(alias(leaving));
        assertThat(decide(returned, asked, "approve").code()).isEqualTo("approval_not_independent");
    }

    /** Accounts of before mailboxes were kept, or two that came at the very same moment. */
    @Test
    void twoAccountsOfOneMailboxAreOnePersonFromTheirNextSignInOn() {
        superuser.update("update identity.account set mailbox_index = null where id = ?", admin.id());
        Person twin = person(StaffRole.OFFICER);
        Person again = signedInAgain(admin);
        assertThat(superuser.queryForObject(
                        "select mailbox_index is not null from identity.account where id = ?",
                        Boolean.class,
                        admin.id()))
                .isTrue();
        superuser.update(
                "update identity.account set mailbox_index = (select mailbox_index from identity.account where id = ?)"
                        + " where id = ?",
                again.id(),
                twin.id());
        String id = requested();
        assertThat(decide(twin, id, "approve").code()).isEqualTo("approval_not_independent");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("applied");
    }

    private static String alias(Person person) {
        return person.email().replace("@", "+second@");
    }
}
