package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.screening.internal.HitRows;
import io.flowlet.screening.internal.LiveLists;
import io.flowlet.screening.internal.ScreenedRows;
import io.flowlet.screening.internal.ScreeningMeters;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Compares persons with the watchlists in force. Without a list there is nothing to compare with and everybody is clear until one is loaded;
 * then whoever was screened before is screened again. Each act is audited in its transaction. Thread-safe.
 */
@Component
public final class Screening {
    private final Transactions transactions;
    private final LiveLists lists;
    private final HitRows hits;
    private final ScreenedRows screened;
    private final AuditLog audit;
    private final ScreeningMeters meters;
    private final Uuid7 ids;
    private final Clock clock;

    Screening(
            Transactions transactions,
            LiveLists lists,
            HitRows hits,
            ScreenedRows screened,
            AuditLog audit,
            ScreeningMeters meters,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.lists = lists;
        this.hits = hits;
        this.screened = screened;
        this.audit = audit;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Compares a subscriber, keeps new hits and answers what stands against it; joins the open transaction of the caller's tenant.
     *
     * <p>One hit for a subscriber and an entry. A cleared one stays cleared while entry and person are what they were, and opens again when
     * either changed; an open one that is not found any more stays open for an analyst; a confirmed one stays confirmed.
     */
    public ScreeningResult screen(Caller caller, SubscriberId subscriber, ScreenedPerson person) {
        TenantId tenant = caller.tenant();
        LiveLists.InForce inForce = lists.current();
        List<Finding> findings = meters.timed(() -> inForce.findings(person));
        return transactions.in(tenant, () -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            // first, since it makes two screenings of one subscriber wait for each other
            screened.keep(tenant, subscriber, person, inForce.fingerprint(), now);
            List<ScreeningHit> known = findings.isEmpty() ? List.of() : hits.ofSubscriber(tenant, subscriber);
            for (Finding finding : findings) {
                Optional<ScreeningHit> before = known.stream()
                        .filter(hit -> isSameEntry(hit.finding().entry(), finding.entry()))
                        .findFirst();
                before.ifPresentOrElse(
                        hit -> renew(caller, hit, finding, person),
                        () -> open(caller, subscriber, finding, person, now));
            }
            ScreeningResult result = result(tenant, subscriber);
            audit.record(AuditEvent.done(caller, "screening.screen", subscriber.toString())
                    .with("lists", inForce.fingerprint())
                    .with("findings", (long) findings.size())
                    .with("result", result.name().toLowerCase(java.util.Locale.ROOT)));
            return result;
        });
    }

    /** What stands against a subscriber, from the hits that are kept. */
    public ScreeningResult standing(Caller caller, SubscriberId subscriber) {
        return transactions.in(caller.tenant(), () -> result(caller.tenant(), subscriber));
    }

    /** Compares somebody once; nothing is kept but the audit event, which does not name the person. */
    public List<Finding> check(Caller caller, ScreenedPerson person) {
        LiveLists.InForce inForce = lists.current();
        List<Finding> findings = meters.timed(() -> inForce.findings(person));
        transactions.run(
                caller.tenant(),
                () -> audit.record(AuditEvent.done(caller, "screening.check", "screenings")
                        .with("lists", inForce.fingerprint())
                        .with("findings", (long) findings.size())));
        return findings;
    }

    private void open(Caller caller, SubscriberId subscriber, Finding finding, ScreenedPerson person, Instant now) {
        ScreeningHit hit =
                new ScreeningHit(new HitId(ids.next()), subscriber, HitStatus.OPEN, finding, person, now, null);
        hits.insert(caller.tenant(), hit);
        tell(caller, "screening_hit.open", hit);
        meters.hit("opened");
    }

    private void renew(Caller caller, ScreeningHit hit, Finding finding, ScreenedPerson person) {
        boolean sameEntry = hit.finding().entryHash().equals(finding.entryHash());
        boolean samePerson = hit.subject().equals(person);
        if ((sameEntry && samePerson) || hit.status() == HitStatus.CONFIRMED) {
            return; // a confirmed hit keeps what it was confirmed on
        }
        ScreeningHit renewed =
                new ScreeningHit(hit.id(), hit.subscriber(), HitStatus.OPEN, finding, person, hit.foundAt(), null);
        hits.renew(caller.tenant(), renewed);
        if (hit.status() == HitStatus.CLEARED) {
            tell(caller, "screening_hit.reopen", renewed);
            meters.hit("reopened");
        }
    }

    private void tell(Caller caller, String action, ScreeningHit hit) {
        audit.record(AuditEvent.done(caller, action, hit.id().toString())
                .with("subscriber", hit.subscriber().toString())
                .with("list", hit.finding().entry().list().code())
                .with("list_version", (long) hit.finding().listVersion())
                .with("entry_hash", hit.finding().entryHash())
                .with("score", hit.finding().score())
                .with("evidence", hit.finding().evidence().code()));
    }

    private ScreeningResult result(TenantId tenant, SubscriberId subscriber) {
        return of(hits.standings(tenant, subscriber));
    }

    static ScreeningResult of(List<HitStatus> standings) {
        if (standings.contains(HitStatus.CONFIRMED)) {
            return ScreeningResult.CONFIRMED;
        }
        return standings.contains(HitStatus.OPEN) ? ScreeningResult.OPEN_HITS : ScreeningResult.CLEAR;
    }

    private static boolean isSameEntry(ListedEntry one, ListedEntry other) {
        return one.list() == other.list() && one.id().equals(other.id());
    }
}
