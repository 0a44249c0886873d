package io.flowlet.wallets.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.money.Currency;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.wallets.Wallet;
import io.flowlet.wallets.WalletId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Wallets as rows. A wallet never changes, so what was read once need not be read again. */
@Component
public final class WalletRows {
    private static final int REMEMBERED = 100_000;
    private static final String INSERT = """
            insert into wallets.wallet (tenant_id, id, subscriber, currency, account_id, opened_at) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select id, subscriber, currency, account_id, opened_at from wallets.wallet where tenant_id = ? and id = ?
            """;
    private static final String LIST = """
            select id, subscriber, currency, account_id, opened_at from wallets.wallet
            where tenant_id = ? and (?::uuid is null or subscriber = ?) and (?::uuid is null or id < ?)
            order by id desc limit ?
            """;

    private static final String OF = "select id from wallets.wallet where tenant_id = ? and subscriber = ?";

    private static final String HOLDS =
            "select exists (select from wallets.wallet where tenant_id = ? and subscriber = ?)";

    private final JdbcTemplate jdbc;
    private final Cache<Key, Wallet> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    WalletRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Key(TenantId tenant, WalletId id) {}

    public void insert(TenantId tenant, Wallet wallet) {
        jdbc.update(
                INSERT,
                tenant.value(),
                wallet.id().value(),
                wallet.subscriber().value(),
                (short) wallet.currency().numericCode(),
                wallet.account().value(),
                Timestamp.from(wallet.openedAt()));
    }

    /** A committed wallet that was read before. */
    public Optional<Wallet> known(TenantId tenant, WalletId id) {
        return Optional.ofNullable(remembered.getIfPresent(new Key(tenant, id)));
    }

    public Optional<Wallet> find(TenantId tenant, WalletId id) {
        Optional<Wallet> found = jdbc.query(FIND, (row, number) -> read(row), tenant.value(), id.value()).stream()
                .findFirst();
        found.ifPresent(wallet -> remembered.put(new Key(tenant, id), wallet));
        return found;
    }

    public List<Wallet> list(TenantId tenant, @Nullable SubscriberId subscriber, Paging paging) {
        UUID owner = subscriber == null ? null : subscriber.value();
        return jdbc.query(
                LIST,
                (row, number) -> read(row),
                tenant.value(),
                owner,
                owner,
                paging.before(),
                paging.before(),
                paging.rows());
    }

    public List<WalletId> of(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(
                OF, (row, number) -> new WalletId(row.getObject(1, UUID.class)), tenant.value(), subscriber.value());
    }

    public boolean holdsAny(TenantId tenant, UUID subscriber) {
        return Boolean.TRUE.equals(jdbc.queryForObject(HOLDS, Boolean.class, tenant.value(), subscriber));
    }

    private static Wallet read(ResultSet row) throws SQLException {
        return new Wallet(
                new WalletId(row.getObject(1, UUID.class)),
                new SubscriberId(row.getObject(2, UUID.class)),
                Currency.of(row.getInt(3)),
                new AccountNumber(row.getLong(4)),
                row.getTimestamp(5).toInstant());
    }
}
