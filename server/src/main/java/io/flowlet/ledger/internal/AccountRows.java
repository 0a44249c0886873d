package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.AccountStatus;
import io.flowlet.ledger.Balance;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.NormalSide;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.ledger.internal.engine.Account;
import io.flowlet.ledger.internal.engine.AccountState;
import io.flowlet.ledger.internal.engine.Counters;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** Accounts as rows. Every method works inside the open transaction of the tenant. Thread-safe. */
@Component
public final class AccountRows {
    private static final String LOCK = """
            select id, owner, currency, posted, held_out, held_in, floor, ceiling, version, state,
                   counted_day, day_debited, day_credited, month_debited, month_credited
            from ledger.account where tenant_id = ? and id = any (?) order by id for no key update
            """;
    private static final String INSERT = """
            insert into ledger.account (tenant_id, currency, kind, floor, ceiling, credit_normal, owner)
            values (?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String INSERT_TEXT = """
            insert into ledger.account_info (tenant_id, id, public_id, gl_code, name, opened_at) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_BOUNDS = """
            insert into ledger.account_bounds (tenant_id, account_id, from_version, floor, ceiling, set_at) values (?, ?, 0, ?, ?, ?)
            """;
    private static final String SELECT = """
            select a.id, i.public_id, a.owner, a.kind, a.credit_normal, a.state, a.currency, a.posted, a.held_out, a.held_in, a.version,
                   a.floor, a.ceiling, a.revision, i.gl_code, i.name, i.opened_at
            from ledger.account a join ledger.account_info i on i.tenant_id = a.tenant_id and i.id = a.id
            """;
    private static final String HOLDS_MONEY = """
            select exists (
              select from ledger.account
              where tenant_id = ? and owner = ? and (posted <> 0 or held_out <> 0 or held_in <> 0))
            """;
    private static final String FIND = SELECT + "where a.tenant_id = ? and a.id = ?";
    private static final String FIND_PUBLIC = SELECT + "where i.tenant_id = ? and i.public_id = any (?)";
    private static final String LIST = SELECT + """
                    where a.tenant_id = ? and a.owner = ?
                      and (?::uuid is null or a.id < (select id from ledger.account_info where tenant_id = ? and public_id = ?))
                    order by a.id desc limit ?
                    """;
    private static final String NAMES =
            "select id, public_id from ledger.account_info where tenant_id = ? and id = any (?)";
    // the ids once more as an array: without it a plan may look through all accounts of the tenant to join them with
    // the values
    private static final MultiRow<Account> UPDATE = new MultiRow<>(
            """
            update ledger.account as a
            set posted = v.posted, held_out = v.held_out, held_in = v.held_in, version = v.version, counted_day = v.counted_day,
                day_debited = v.day_debited, day_credited = v.day_credited, month_debited = v.month_debited, month_credited = v.month_credited
            from (values
            """,
            "(?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::int, ?::bigint, ?::bigint, ?::bigint, ?::bigint)",
            """
            ) as v (id, posted, held_out, held_in, version, counted_day, day_debited, day_credited, month_debited, month_credited)
            where a.tenant_id = ? and a.id = v.id and a.id = any (?)
            """,
            AccountRows::bind);

    private final JdbcTemplate jdbc;

    AccountRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks accounts in the order of their numbers and reads them; a number that is missing in the answer is unknown. */
    List<Account> lock(TenantId tenant, Collection<Long> numbers) {
        Long[] wanted = numbers.stream().sorted().toArray(Long[]::new);
        return jdbc.query(LOCK, (row, number) -> locked(row), tenant.value(), wanted);
    }

    /** Writes balance, version and counters of accounts that are locked. */
    void write(TenantId tenant, List<Account> changed) {
        long written = UPDATE.write(jdbc, changed, chunk -> List.of(tenant.value(), numbers(chunk)));
        if (written != changed.size()) {
            throw new IllegalStateException("%d accounts changed, %d written".formatted(changed.size(), written));
        }
    }

    private static Long[] numbers(List<? extends Account> accounts) {
        return accounts.stream().map(Account::id).toArray(Long[]::new);
    }

    /** Adds an empty account; the number that it got. */
    public AccountNumber insert(TenantId tenant, AccountId id, OpenAccount request, Instant now) {
        boolean creditNormal = request.kind().normalSide() == NormalSide.CREDIT;
        OpenAccount.Bounds bounds = request.bounds();
        long number = Objects.requireNonNull(jdbc.queryForObject(
                INSERT,
                Long.class,
                tenant.value(),
                StoredCurrency.code(request.currency()),
                request.kind().code(),
                bounds.floor(),
                bounds.ceiling(),
                creditNormal,
                request.owner().module()));
        Timestamp openedAt = Timestamp.from(now);
        jdbc.update(INSERT_TEXT, tenant.value(), number, id.value(), request.glCode(), request.name(), openedAt);
        jdbc.update(INSERT_BOUNDS, tenant.value(), number, bounds.floor(), bounds.ceiling(), openedAt);
        return new AccountNumber(number);
    }

    public Optional<LedgerAccount> find(TenantId tenant, AccountNumber number) {
        return jdbc.query(FIND, (row, i) -> read(row), tenant.value(), number.value()).stream()
                .findFirst();
    }

    /** Those of the ids that the tenant has. */
    public List<LedgerAccount> find(TenantId tenant, Collection<AccountId> ids) {
        UUID[] wanted = ids.stream().map(AccountId::value).toArray(UUID[]::new);
        return jdbc.query(FIND_PUBLIC, (row, i) -> read(row), tenant.value(), wanted);
    }

    /** Whether an account of this owner has a balance or takes part in a hold. */
    public boolean holdsMoney(TenantId tenant, AccountOwner owner) {
        return Boolean.TRUE.equals(jdbc.queryForObject(HOLDS_MONEY, Boolean.class, tenant.value(), owner.module()));
    }

    /** Accounts of one owner, newest first. */
    public List<LedgerAccount> list(TenantId tenant, AccountOwner owner, @Nullable UUID before, int limit) {
        return jdbc.query(
                LIST, (row, i) -> read(row), tenant.value(), owner.module(), before, tenant.value(), before, limit);
    }

    /** The public ids of accounts. */
    public Map<AccountNumber, AccountId> names(TenantId tenant, Collection<AccountNumber> numbers) {
        Long[] wanted = numbers.stream().map(AccountNumber::value).toArray(Long[]::new);
        Map<AccountNumber, AccountId> names = new HashMap<>();
        jdbc.query(
                NAMES,
                (RowCallbackHandler) row ->
                        names.put(new AccountNumber(row.getLong(1)), new AccountId(row.getObject(2, UUID.class))),
                tenant.value(),
                wanted);
        return names;
    }

    private static Account locked(ResultSet row) throws SQLException {
        return new Account(
                row.getLong(1),
                row.getString(2),
                row.getShort(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getObject(7, Long.class),
                row.getObject(8, Long.class),
                row.getLong(9),
                AccountState.ofCode(row.getShort(10)),
                new Counters(row.getInt(11), row.getLong(12), row.getLong(13), row.getLong(14), row.getLong(15)));
    }

    private static void bind(PreparedStatement statement, int at, Account account) throws SQLException {
        Counters counters = account.counters();
        statement.setLong(at, account.id());
        statement.setLong(at + 1, account.posted());
        statement.setLong(at + 2, account.heldOut());
        statement.setLong(at + 3, account.heldIn());
        statement.setLong(at + 4, account.version());
        statement.setInt(at + 5, counters.day());
        statement.setLong(at + 6, counters.dayDebited());
        statement.setLong(at + 7, counters.dayCredited());
        statement.setLong(at + 8, counters.monthDebited());
        statement.setLong(at + 9, counters.monthCredited());
    }

    private static LedgerAccount read(ResultSet row) throws SQLException {
        Currency currency = StoredCurrency.of(row.getInt("currency"));
        Balance balance = new Balance(
                new Money(currency, row.getLong("posted")),
                new Money(currency, row.getLong("held_out")),
                new Money(currency, row.getLong("held_in")),
                row.getLong("version"));
        AccountState state = AccountState.ofCode(row.getShort("state"));
        return new LedgerAccount(
                new AccountNumber(row.getLong("id")),
                new AccountId(row.getObject("public_id", UUID.class)),
                new AccountOwner(row.getString("owner")),
                AccountKind.ofCode(row.getShort("kind")),
                row.getBoolean("credit_normal") ? NormalSide.CREDIT : NormalSide.DEBIT,
                AccountStatus.valueOf(state.name()),
                row.getString("gl_code"),
                row.getString("name"),
                balance,
                new OpenAccount.Bounds(row.getObject("floor", Long.class), row.getObject("ceiling", Long.class)),
                row.getLong("revision"),
                row.getTimestamp("opened_at").toInstant());
    }
}
