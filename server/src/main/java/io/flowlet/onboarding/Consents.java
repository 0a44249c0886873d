package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.onboarding.internal.ConsentRows;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Notices and what persons agreed to. A consent is kept for ever; only one that rests on consent can be withdrawn, which is kept beside it.
 * When every required notice is accepted the case goes on. Each act is audited in its own transaction or in the one that is open. Thread-safe.
 */
@Component
public final class Consents {
    private final Transactions transactions;
    private final OnboardingPolicies policies;
    private final CaseWork cases;
    private final ConsentRows rows;
    private final Subscribers subscribers;
    private final AuditLog audit;
    private final Uuid7 ids;

    Consents(
            Transactions transactions,
            OnboardingPolicies policies,
            CaseWork cases,
            ConsentRows rows,
            Subscribers subscribers,
            AuditLog audit,
            Uuid7 ids) {
        this.transactions = transactions;
        this.policies = policies;
        this.cases = cases;
        this.rows = rows;
        this.subscribers = subscribers;
        this.audit = audit;
        this.ids = ids;
    }

    /** The notices in force, in every language. */
    public List<Notice> notices(TenantId tenant) {
        return policies.notices(tenant);
    }

    /**
     * Records that the subscriber agrees; one who agreed to this very text already gets that consent again. Refusals in order of precedence:
     * not found, retired, no such notice.
     */
    public ConsentOutcome give(Caller caller, GiveConsent given) {
        return transactions.in(caller.tenant(), () -> {
            Optional<KysCase> found =
                    cases.openOrLock(caller, given.subscriber()).map(CaseWork.Opened::kysCase);
            if (found.isEmpty()) {
                return new ConsentOutcome.NotFound();
            }
            List<Notice> notices = policies.notices(caller.tenant());
            Optional<Notice> named = notices.stream()
                    .filter(notice -> notice.purpose().equals(given.purpose())
                            && notice.language().equals(given.language()))
                    .findFirst();
            if (named.isPresent() && named.get().version() > given.noticeVersion()) {
                return new ConsentOutcome.Retired();
            }
            return named.filter(notice -> notice.version() == given.noticeVersion()
                            && notice.hash().equals(given.noticeHash()))
                    .map(notice -> record(caller, found.get(), notice, notices))
                    .orElseGet(ConsentOutcome.NoSuchNotice::new);
        });
    }

    /** What the subscriber agreed to, newest first; empty if the caller reaches no such subscriber. The read is audited. */
    public Optional<List<Consent>> list(Caller caller, SubscriberId subscriber) {
        return transactions.in(caller.tenant(), () -> {
            if (!subscriber.isReachedBy(caller) || !subscribers.exists(caller.tenant(), subscriber)) {
                return Optional.empty();
            }
            audit.record(AuditEvent.read(caller, "consent.list", subscriber.toString()));
            return Optional.of(rows.of(caller.tenant(), subscriber));
        });
    }

    /** Takes a consent back; doing so again changes nothing. Refusals in order of precedence: not found, not withdrawable. */
    public ConsentOutcome withdraw(Caller caller, ConsentId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Consent> found = rows.find(caller.tenant(), id)
                    .filter(consent -> consent.subscriber().isReachedBy(caller));
            if (found.isEmpty()) {
                return new ConsentOutcome.NotFound();
            }
            if (found.get().legalBasis() != Notice.Basis.CONSENT) {
                return new ConsentOutcome.NotWithdrawable();
            }
            if (rows.withdraw(caller, id, cases.now())) {
                audit.record(AuditEvent.done(caller, "consent.withdraw", id.toString()));
            }
            return new ConsentOutcome.Recorded(rows.find(caller.tenant(), id).orElseThrow());
        });
    }

    private ConsentOutcome record(Caller caller, KysCase found, Notice notice, List<Notice> notices) {
        TenantId tenant = caller.tenant();
        Predicate<Consent> same = consent -> consent.isTo(notice);
        Consent consent = rows.of(tenant, found.subscriber()).stream()
                .filter(same)
                .findFirst()
                .orElseGet(() -> insert(caller, found.subscriber(), notice));
        CaseProgress accepted = found.progress().noticesAccepted();
        if (!accepted.equals(found.progress()) && acceptedAll(rows.of(tenant, found.subscriber()), notices)) {
            cases.advance(caller, found, accepted, found.riskLevel());
        }
        return new ConsentOutcome.Recorded(consent);
    }

    private Consent insert(Caller caller, SubscriberId subscriber, Notice notice) {
        Consent consent = new Consent(
                new ConsentId(ids.next()),
                subscriber,
                notice.purpose(),
                notice.version(),
                notice.hash(),
                notice.language(),
                notice.legalBasis(),
                cases.now(),
                null);
        rows.insert(caller, consent);
        audit.record(AuditEvent.done(caller, "consent.give", consent.id().toString())
                .with("subscriber", subscriber.toString())
                .with("purpose", notice.purpose())
                .with("notice_version", (long) notice.version())
                .with("notice_hash", notice.hash())
                .with("language", notice.language()));
        return consent;
    }

    /** Each required purpose in one language or another. */
    private static boolean acceptedAll(List<Consent> given, List<Notice> notices) {
        return notices.stream()
                .filter(Notice::required)
                .map(Notice::purpose)
                .allMatch(purpose -> notices.stream()
                        .filter(notice -> notice.purpose().equals(purpose))
                        .anyMatch(notice -> given.stream().anyMatch(consent -> consent.isTo(notice))));
    }
}
