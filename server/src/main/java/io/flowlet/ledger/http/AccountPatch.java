package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountStatus;
import io.flowlet.ledger.ChangeAccount;
import io.flowlet.money.Money;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

/** What of an account is to change: a member that is absent stays as it is, a limit that is null is taken away. */
record AccountPatch(
        @Nullable AccountStatus status,
        @Nullable Limit minBalance,
        @Nullable Limit maxBalance) {

    ChangeAccount change(AccountId account, @Nullable Long seen) {
        return new ChangeAccount(account, seen, status, limit(minBalance), limit(maxBalance));
    }

    private static ChangeAccount.@Nullable Limit limit(@Nullable Limit limit) {
        return limit == null ? null : new ChangeAccount.Limit(limit.amount());
    }

    /** A limit that was sent, be it null. */
    @JsonDeserialize(using = LimitReading.class)
    record Limit(@Nullable Money amount) {}

    /** Tells null from absent. */
    static final class LimitReading extends StdDeserializer<Limit> {
        LimitReading() {
            super(Limit.class);
        }

        @Override
        public Limit deserialize(JsonParser in, DeserializationContext context) {
            return new Limit(context.readValue(in, Money.class));
        }

        @Override
        public Limit getNullValue(DeserializationContext context) {
            return new Limit(null);
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
