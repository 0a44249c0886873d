package io.flowlet.ledger.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.AccountChanged;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.AccountStatus;
import io.flowlet.ledger.ChangeAccount;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.ledger.internal.engine.AccountState;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Changes state and limits of accounts, with audit event and event for others. Works inside the open transaction of the tenant.
 *
 * <p>The account's row is locked as a posting locks it, so each entry was made under the old limits or under the new ones, and the history of
 * limits says which. Thread-safe.
 */
@Component
public final class AccountChanges {
    private static final String LOCK = "select id from ledger.account where tenant_id = ? and id = ? for no key update";
    private static final String UPDATE = """
            update ledger.account set floor = ?, ceiling = ?, state = ?, revision = ? where tenant_id = ? and id = ?
            """;
    private static final String INSERT_BOUNDS = """
            insert into ledger.account_bounds (tenant_id, account_id, from_version, revision, floor, ceiling, set_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final AccountRows accounts;
    private final JdbcTemplate jdbc;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;

    AccountChanges(AccountRows accounts, JdbcTemplate jdbc, AuditLog audit, Outbox outbox, Uuid7 ids, Clock clock) {
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.audit = audit;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Carries out a change, or says why not: then nothing was written. */
    public AccountChanged carryOut(Caller caller, ChangeAccount request) {
        TenantId tenant = caller.tenant();
        Optional<LedgerAccount> named =
                accounts.find(tenant, List.of(request.account())).stream().findFirst();
        if (named.isEmpty()) {
            return refused(ProblemCode.NOT_FOUND);
        }
        if (!named.get().owner().equals(AccountOwner.PROGRAM)) {
            return refused(ProblemCode.ACCOUNT_CONTROLLED);
        }
        jdbc.queryForObject(
                LOCK, Long.class, tenant.value(), named.get().number().value());
        LedgerAccount account = accounts.find(tenant, named.get().number()).orElseThrow();
        ProblemCode stale = stale(request, account);
        if (stale != null) {
            return refused(stale);
        }
        NormalSideLimits limits = NormalSideLimits.of(account, request);
        if (!limits.faults().isEmpty()) {
            return new AccountChanged.Refused(ProblemCode.BODY_INVALID, limits.faults());
        }
        ProblemCode reason = state(request, account);
        return reason == null ? write(caller, account, request, limits.bounds()) : refused(reason);
    }

    private static @Nullable ProblemCode stale(ChangeAccount request, LedgerAccount account) {
        if (request.seen() == null) {
            return ProblemCode.PRECONDITION_REQUIRED;
        }
        return request.seen() == account.revision() ? null : ProblemCode.PRECONDITION_FAILED;
    }

    private static @Nullable ProblemCode state(ChangeAccount request, LedgerAccount account) {
        if (account.status() == AccountStatus.CLOSED) {
            return ProblemCode.ACCOUNT_CLOSED;
        }
        boolean empty = account.balance().posted().isZero()
                && account.balance().heldOut().isZero()
                && account.balance().heldIn().isZero();
        return request.status() == AccountStatus.CLOSED && !empty ? ProblemCode.ACCOUNT_NOT_EMPTY : null;
    }

    private AccountChanged write(
            Caller caller, LedgerAccount account, ChangeAccount request, OpenAccount.Bounds bounds) {
        int tenant = caller.tenant().value();
        long number = account.number().value();
        long revision = account.revision() + 1;
        AccountStatus status = Objects.requireNonNullElse(request.status(), account.status());
        short state = AccountState.valueOf(status.name()).code();
        jdbc.update(UPDATE, bounds.floor(), bounds.ceiling(), state, revision, tenant, number);
        jdbc.update(
                INSERT_BOUNDS,
                tenant,
                number,
                account.balance().version(),
                revision,
                bounds.floor(),
                bounds.ceiling(),
                Timestamp.from(clock.instant()));
        LedgerAccount after = accounts.find(caller.tenant(), account.number()).orElseThrow();
        audit.record(event(caller, account, after));
        outbox.write(List.of(new OutboxEvent(
                ids.next(),
                caller.tenant(),
                "ledger_account.changed",
                account.id().toString())));
        return new AccountChanged.Done(after);
    }

    private static AuditEvent event(Caller caller, LedgerAccount before, LedgerAccount after) {
        return AuditEvent.done(caller, "ledger_account.change", before.id().toString())
                .with("revision", after.revision())
                .with("status_before", word(before))
                .with("status", word(after))
                .with("floor_before", limit(before.bounds().floor()))
                .with("floor", limit(after.bounds().floor()))
                .with("ceiling_before", limit(before.bounds().ceiling()))
                .with("ceiling", limit(after.bounds().ceiling()));
    }

    private static String word(LedgerAccount account) {
        return account.status().name().toLowerCase(Locale.ROOT);
    }

    private static String limit(@Nullable Long minor) {
        return minor == null ? "none" : minor.toString();
    }

    private static AccountChanged refused(ProblemCode reason) {
        return new AccountChanged.Refused(reason, List.<FieldFault>of());
    }
}
