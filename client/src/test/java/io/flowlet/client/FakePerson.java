package io.flowlet.client;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A subscriber of {@link FakeApi} and all that is theirs. */
final class FakePerson {
    final String id;
    final String email;
    final String given;
    final String family;
    String state = "notice_and_consent";
    long version = 1;

    @Nullable
    Map<String, Object> decision;

    @Nullable
    String wallet;

    BigDecimal balance = new BigDecimal("0.00");
    final List<Map<String, Object>> entries = new ArrayList<>();
    final List<Map<String, Object>> payments = new ArrayList<>();

    FakePerson(String id, String email, String given, String family) {
        this.id = id;
        this.email = email;
        this.given = given;
        this.family = family;
    }
}
