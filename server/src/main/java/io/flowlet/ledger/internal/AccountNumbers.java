package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountNumber;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** Which account a public id names; that never changes. Works inside the open transaction of the tenant. Thread-safe. */
@Component
final class AccountNumbers {
    // one by one: see IdempotencyStore
    private static final String FIND = """
            select found.* from unnest(?::uuid[]) as wanted (public_id)
            cross join lateral (
              select i.public_id, i.id from ledger.account_info i
              where i.tenant_id = ? and i.public_id = wanted.public_id offset 0
            ) as found
            """;

    private final JdbcTemplate jdbc;

    AccountNumbers(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of the accounts that the tenant has. */
    Map<AccountId, AccountNumber> find(TenantId tenant, Collection<AccountId> wanted) {
        Map<AccountId, AccountNumber> found = new HashMap<>(2 * wanted.size());
        if (!wanted.isEmpty()) {
            UUID[] ids = wanted.stream().map(AccountId::value).toArray(UUID[]::new);
            jdbc.query(
                    FIND,
                    (RowCallbackHandler) row ->
                            found.put(new AccountId(row.getObject(1, UUID.class)), new AccountNumber(row.getLong(2))),
                    ids,
                    tenant.value());
        }
        return found;
    }
}
