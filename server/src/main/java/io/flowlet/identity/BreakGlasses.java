package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.BreakGlassRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Roles for an emergency: begun, listed, ended, each act audited in its transaction, which joins the open one of the tenant. One is on for a
 * person at a time.
 *
 * <p>A begin and an end are told to the security log and counted ({@code flowlet.break_glass.begun}, {@code .ended}) once they are
 * committed. Every instance knows of both within a second. Thread-safe.
 */
@Component
public final class BreakGlasses {
    private final Transactions transactions;
    private final BreakGlassRows rows;
    private final PersonRows accounts;
    private final AuditLog audit;
    // both there from the start: an alert on growth does not see a counter that begins with 1
    private final Counter begun;
    private final Counter ended;
    private final Uuid7 ids;
    private final Clock clock;

    BreakGlasses(
            Transactions transactions,
            BreakGlassRows rows,
            PersonRows accounts,
            AuditLog audit,
            MeterRegistry meters,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.audit = audit;
        this.begun = Counter.builder("flowlet.break_glass.begun")
                .description("break-glass roles that began")
                .register(meters);
        this.ended = Counter.builder("flowlet.break_glass.ended")
                .description("break-glass roles that ended")
                .register(meters);
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Why {@code role} cannot be given to somebody with {@code roles}: {@code roles_exclude_each_other}, {@code break_glass_adds_nothing};
     * empty if it can.
     */
    public static Optional<ProblemCode> refused(Set<StaffRole> roles, StaffRole role) {
        if (conflict(roles, role).isPresent()) {
            return Optional.of(ProblemCode.ROLES_EXCLUDE_EACH_OTHER);
        }
        return StaffRole.scopesOf(roles).containsAll(BreakGlass.scopesOf(role))
                ? Optional.of(ProblemCode.BREAK_GLASS_ADDS_NOTHING)
                : Optional.empty();
    }

    /** The pair that excludes {@code role} for somebody with {@code roles}. */
    public static Optional<RoleTable.Pair> conflict(Set<StaffRole> roles, StaffRole role) {
        Set<StaffRole> all = new HashSet<>(roles);
        all.add(role);
        return RoleTable.conflict(all);
    }

    /**
     * Gives a member of staff a role from now on. Refused: {@code not_found} if no such account works, as {@link #refused} says, {@code
     * break_glass_on}.
     *
     * @param caller who agreed last
     */
    public BreakGlassOutcome begin(Caller caller, NewBreakGlass asked) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            // whoever changes the roles at this moment comes before or after
            Optional<Account> found = accounts.lock(tenant, asked.account())
                    .map(StoredAccount::account)
                    .filter(account -> account.audience() == Audience.STAFF && account.disabledAt() == null);
            Optional<ProblemCode> refused = found.map(account -> refused(account.roles(), asked.role()))
                    .orElse(Optional.of(ProblemCode.NOT_FOUND));
            if (refused.isPresent()) {
                return new BreakGlassOutcome.Refused(refused.get());
            }
            Instant now = now();
            rows.on(tenant, asked.account())
                    .filter(last -> !last.isOnAt(now))
                    .ifPresent(last -> end(caller, last, now));
            BreakGlass given = new BreakGlass(
                    ids.next(),
                    tenant,
                    asked.account(),
                    asked.role(),
                    asked.approval(),
                    now,
                    now.plus(asked.life()).truncatedTo(ChronoUnit.SECONDS),
                    null,
                    null);
            if (!rows.insert(given)) {
                return new BreakGlassOutcome.Refused(ProblemCode.BREAK_GLASS_ON);
            }
            audit.record(about(AuditEvent.done(caller, "break_glass.begin", given.name()), given)
                    .with("until", given.until().toString())
                    .with("approval", given.approvalName()));
            tell(caller, given, SecurityLog.Event.BREAK_GLASS_BEGUN);
            return new BreakGlassOutcome.Begun(given);
        });
    }

    /**
     * Ends it early; one that ended before is left as it is.
     *
     * @param caller the person who has it, or anybody who checks others
     * @return as it is then; empty if there is none that the caller may end
     */
    public Optional<BreakGlass> end(Caller caller, UUID id) {
        return transactions.in(
                caller.tenant(),
                () -> rows.find(caller.tenant(), id)
                        .filter(found -> found.account().equals(caller.actor().principal())
                                || caller.actor().may(BreakGlass.DECIDES))
                        .map(found -> found.endedAt() == null ? end(caller, found, now()) : found));
    }

    /** The tenant's, newest first; the read is audited as one event with the count. */
    public Page<BreakGlass> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            Page<BreakGlass> page =
                    Page.of(rows.list(caller.tenant(), paging), paging.limit(), last -> Paging.cursor(last.id()));
            audit.record(AuditEvent.read(caller, "break_glass.list", "break_glass")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    /** Those that are on; the server's own question, so it is not audited. */
    public List<BreakGlass> on(TenantId tenant) {
        Instant now = now();
        return transactions.in(tenant, () -> rows.on(tenant)).stream()
                .filter(each -> each.isOnAt(now))
                .toList();
    }

    /** Ends what somebody has whose roles change or whose account ends, in the open transaction. */
    void endOf(Caller caller, UUID account) {
        rows.on(caller.tenant(), account).ifPresent(on -> end(caller, on, now()));
    }

    /** Ends those whose time is over; how many are left. */
    int endOverdue(Caller self) {
        Instant now = now();
        return transactions.in(self.tenant(), () -> {
            List<BreakGlass> all = rows.on(self.tenant());
            List<BreakGlass> overdue =
                    all.stream().filter(each -> !each.isOnAt(now)).toList();
            overdue.forEach(each -> end(self, each, now));
            return all.size() - overdue.size();
        });
    }

    private BreakGlass end(Caller caller, BreakGlass on, Instant now) {
        BreakGlass last = on.endedBy(caller.actor().name(), now);
        if (!rows.end(last)) {
            return rows.find(on.tenant(), on.id()).orElseThrow(); // somebody else was first
        }
        audit.record(about(AuditEvent.done(caller, "break_glass.end", last.name()), last));
        tell(caller, last, SecurityLog.Event.BREAK_GLASS_ENDED);
        return last;
    }

    private void tell(Caller caller, BreakGlass about, SecurityLog.Event event) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                SecurityLog.write(event, about.name(), caller.trace());
                (about.endedAt() == null ? begun : ended).increment();
            }
        });
    }

    private static AuditEvent about(AuditEvent event, BreakGlass breakGlass) {
        return event.with("person", breakGlass.person())
                .with("role", breakGlass.role().code());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
