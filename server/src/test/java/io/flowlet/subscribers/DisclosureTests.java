package io.flowlet.subscribers;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.StaffRole;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisclosureTests {
    @ParameterizedTest
    @CsvSource({
        "Ada, A***",
        "Wilhelmina, W***",
        "Li, ***",
        "X, ***",
        "'', ***",
        "Ülkü, Ü***",
        "Viktor Osric, V***",
        "\uD835\uDCD0nna, \uD835\uDCD0***",
        "王小明, 王***",
    })
    void masksNamesToTheirFirstLetter(String name, String masked) {
        assertThat(Disclosure.MASKED.name(name)).isEqualTo(masked);
        assertThat(Disclosure.FULL.name(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com, a***@e***.com",
        "ada.lovelace@mail.example.co.uk, a***@m***.uk",
        "al@ab.de, ***@***.de",
        "no-address, ***",
        "odd.name@host, ***",
        "'\"a@b\"@example.com', '\"***@e***.com'",
    })
    void masksAddressesToTheirFirstLettersAndTheDomainsEnd(String email, String masked) {
        assertThat(Disclosure.MASKED.email(email)).isEqualTo(masked);
        assertThat(Disclosure.FULL.email(email)).isEqualTo(email);
    }

    @ParameterizedTest
    @CsvSource({"ANALYST, FULL", "OFFICER, FULL", "ADMIN, MASKED", "AUDITOR, MASKED"})
    void isFullForWhoeverWorksOnCases(StaffRole role, Disclosure seen) {
        assertThat(Disclosure.to(caller(role.scopes()))).isEqualTo(seen);
    }

    @Test
    void isMaskedForWhoeverDoesNotHoldTheScope() {
        assertThat(Disclosure.to(caller(Set.of(new Scope("subscribers:read"))))).isEqualTo(Disclosure.MASKED);
        assertThat(Disclosure.to(caller(Set.of(Disclosure.IN_FULL)))).isEqualTo(Disclosure.FULL);
    }

    @Test
    void isFullForASubscriberOnlyOfWhatIsItsOwn() {
        Caller subscriber = caller(ActorKind.SUBSCRIBER, Set.of(new Scope("payments:read")));
        assertThat(Disclosure.toOwnerOr(subscriber)).isEqualTo(Disclosure.FULL);
        assertThat(Disclosure.to(subscriber)).isEqualTo(Disclosure.MASKED);
        assertThat(Disclosure.toOwnerOr(caller(Set.of(new Scope("payments:read")))))
                .isEqualTo(Disclosure.MASKED);
        assertThat(Disclosure.toOwnerOr(caller(Set.of(Disclosure.IN_FULL)))).isEqualTo(Disclosure.FULL);
    }

    @Test
    void masksTextAltogether() {
        assertThat(Disclosure.MASKED.text("for Ada")).isNull();
        assertThat(Disclosure.FULL.text("for Ada")).isEqualTo("for Ada");
        assertThat(Disclosure.FULL.text(null)).isNull();
    }

    private static Caller caller(Set<Scope> scopes) {
        return caller(ActorKind.STAFF, scopes);
    }

    private static Caller caller(ActorKind kind, Set<Scope> scopes) {
        Actor actor = new Actor(new TenantId(1), new UUID(0, 1), kind, "usr_x", scopes, "password");
        return new Caller(actor, new Trace("0".repeat(32), "req_test"));
    }
}
