package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.FieldFault;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.testing.ServerTests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What depends on settings and on a second factor; the rest of the rules is tried over HTTP. */
class PasswordRulesModuleTests extends ServerTests {
    @Autowired
    BreachedPasswords breached;

    @Autowired
    PasswordHashing hashing;

    @Autowired
    IdentitySettings settings;

    @Test
    void takesTwelveCharactersWhereThereIsASecondFactor() {
        assertThat(fault(1, "vq7-Kz2-xB9w", false)).isEqualTo("too_short");
        assertThat(fault(1, "vq7-Kz2-xB9w", true)).isEmpty();
        assertThat(fault(1, "vq7-Kz2-xB9", true)).isEqualTo("too_short");
    }

    @Test
    void mixesKindsOfCharactersOnlyWhereASettingWantsIt() {
        String small = "marblecactuswindowtwelve";
        assertThat(fault(1, small, false)).isEmpty();
        assertThat(fault(2, small, false)).isEqualTo("too_few_kinds");
        assertThat(fault(2, small + "-", false)).isEmpty();
        assertThat(fault(3, small + "-", false)).isEqualTo("too_few_kinds");
        assertThat(fault(3, small + "-7", false)).isEmpty();
        assertThat(fault(4, small + "-7", false)).isEqualTo("too_few_kinds");
        assertThat(fault(4, small + "-7Q", false)).isEmpty();
    }

    private String fault(int leastKinds, String password, boolean secondFactor) {
        var passwords = new IdentitySettings.Passwords("bcrypt", 4, null, leastKinds);
        var other = OtherHashing.with(settings, passwords);
        return new PasswordRules(breached, hashing, other)
                .fault(password, List.of("ada@example.com"), secondFactor, "/password")
                .map(FieldFault::code)
                .orElse("");
    }
}
