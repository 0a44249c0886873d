package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.internal.CertificationRows;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.AccessHolder;
import io.flowlet.identity.AccessHolders;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.BreakGlasses;
import io.flowlet.identity.SponsorChains;
import io.flowlet.identity.StaffRole;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who holds what, and who said in the last quarter that it is still needed. Somebody independent of the holder certifies it, as it was shown;
 * what is not needed is removed by the kinds of requests that do so. Thread-safe.
 */
@Component
public final class AccessReviews {
    /** How long a certification holds, and how long after its last change an access needs none. */
    static final Duration QUARTER = Duration.ofDays(90);

    private static final Set<StaffRole> CHECKERS = Set.of(StaffRole.ADMIN, StaffRole.OFFICER);

    private final AccessHolders holders;
    private final Makers makers;
    private final ApprovalSettings settings;
    private final Accounts accounts;
    private final BreakGlasses breakGlasses;
    private final CertificationRows rows;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    AccessReviews(
            AccessHolders holders,
            Makers makers,
            ApprovalSettings settings,
            Accounts accounts,
            BreakGlasses breakGlasses,
            CertificationRows rows,
            Transactions transactions,
            AuditLog audit,
            Clock clock) {
        this.holders = holders;
        this.makers = makers;
        this.settings = settings;
        this.accounts = accounts;
        this.breakGlasses = breakGlasses;
        this.rows = rows;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Everybody of the caller's tenant who holds something, newest first; the read is audited as one event with the count. */
    public Page<ReviewedAccess> list(Caller caller, Paging paging) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            List<AccessHolder> found = holders.of(tenant).stream()
                    .filter(holder -> isAfter(holder, paging.before()))
                    .limit(paging.rows())
                    .toList();
            Page<AccessHolder> page = Page.of(found, paging.limit(), last -> Paging.cursor(last.id()));
            audit.record(AuditEvent.read(caller, "access_review.list", "access_review")
                    .with("count", (long) page.data().size()));
            Set<String> names = page.data().stream().map(AccessHolder::name).collect(Collectors.toUnmodifiableSet());
            SponsorChains sponsors = accounts.sponsors(tenant, names);
            Map<String, Certification> certified = rows.last(tenant);
            Map<UUID, BreakGlass> on = breakGlasses.on(tenant).stream()
                    .collect(Collectors.toUnmodifiableMap(BreakGlass::account, Function.identity()));
            return page.map(holder -> {
                Certification certification = certificationOf(holder, certified);
                return new ReviewedAccess(
                        holder,
                        sponsors.of(holder.name()),
                        certification,
                        on.get(holder.id()),
                        dueAt(holder, certification));
            });
        });
    }

    /**
     * Puts on record that a holder still needs what it holds; joins the open transaction of the caller's tenant.
     *
     * @param checker who is asked what a checker of requests is: independent of the holder, there for a day, signed in just now
     * @param seen what the holder was shown to hold
     */
    public CertifyOutcome certify(Checker checker, String holder, Set<String> seen) {
        Caller caller = checker.caller();
        TenantId tenant = caller.tenant();
        String self = caller.actor().name();
        return transactions.in(tenant, () -> {
            Optional<AccessHolder> found = holders.of(tenant).stream()
                    .filter(each -> each.name().equals(holder))
                    .findFirst();
            if (found.isEmpty()) {
                return new CertifyOutcome.Refused(ProblemCode.NOT_FOUND);
            }
            CheckerRules.Person person = makers.person(checker, Set.of(holder));
            var matter = new CheckerRules.Matter(
                    holder.equals(self), CHECKERS, person.sponsors().areIndependent(self, holder));
            Optional<ProblemCode> broken =
                    CheckerRules.broken(matter, person, new CheckerRules.Moment(now(), settings.signInAge()));
            if (broken.isPresent()) {
                return new CertifyOutcome.Refused(broken.get());
            }
            if (!Set.copyOf(found.get().held()).equals(seen)) {
                return new CertifyOutcome.Refused(ProblemCode.PRECONDITION_FAILED);
            }
            Certification certification = new Certification(holder, found.get().held(), self, now());
            rows.insert(tenant, certification);
            audit.record(AuditEvent.done(caller, "access_review.certify", holder)
                    .with("held", String.join(" ", certification.held())));
            return new CertifyOutcome.Certified(certification);
        });
    }

    /** How many accesses of a tenant nobody certified or removed in time; the server's own question, so it is not audited. */
    long overdue(TenantId tenant) {
        Instant now = now();
        return transactions.in(tenant, () -> {
            Map<String, Certification> certified = rows.last(tenant);
            return holders.of(tenant).stream()
                    .filter(holder ->
                            dueAt(holder, certificationOf(holder, certified)).isBefore(now))
                    .count();
        });
    }

    /** What was certified of somebody who holds something else by now is worth nothing. */
    private static @Nullable Certification certificationOf(AccessHolder holder, Map<String, Certification> certified) {
        return Optional.ofNullable(certified.get(holder.name()))
                .filter(last -> last.held().equals(holder.held()))
                .orElse(null);
    }

    private static Instant dueAt(AccessHolder holder, @Nullable Certification certification) {
        Instant since = holder.since();
        Instant from = certification != null && certification.certifiedAt().isAfter(since)
                ? certification.certifiedAt()
                : since;
        return from.plus(QUARTER);
    }

    private static boolean isAfter(AccessHolder holder, @Nullable UUID before) {
        return before == null || holder.id().toString().compareTo(before.toString()) < 0;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
