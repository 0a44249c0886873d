package io.flowlet.screening.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.screening.Evidence;
import io.flowlet.screening.HitId;
import io.flowlet.screening.HitStatus;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.ScreeningHit;
import io.flowlet.screening.WatchlistName;
import io.flowlet.subscribers.Disclosure;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hit as staff sees it.
 *
 * @param approvalId the request that another person decides; only in the answer that asked for it
 */
record HitView(
        HitId id,
        SubscriberId subscriberId,
        HitStatus status,
        WatchlistName list,
        int listVersion,
        String entryId,
        String entryHash,
        String entryName,
        String matchedName,
        String score,
        Evidence evidence,
        String matcher,
        FindingView.EntryView entry,
        SubjectView subject,
        Instant foundAt,
        @Nullable Instant decidedAt,
        @Nullable DecisionView decision,
        @Nullable ApprovalId approvalId) {

    /**
     * The person as compared.
     *
     * @param birthOn null if it is not known, and where {@code masked}
     */
    record SubjectView(
            String givenName, String familyName, @Nullable LocalDate birthOn, List<String> countries, boolean masked) {
        static SubjectView of(ScreenedPerson person, Disclosure seen) {
            return new SubjectView(
                    seen.name(person.givenName()),
                    seen.name(person.familyName()),
                    seen.isMasked() ? null : person.birthDate(),
                    person.countries().stream().sorted().toList(),
                    seen.isMasked());
        }

        @Override
        public String toString() {
            return "SubjectView[…]";
        }
    }

    /** What an analyst said. */
    record DecisionView(ScreeningHit.Verdict decision, String reason, String decidedBy, Instant decidedAt) {
        static @Nullable DecisionView of(ScreeningHit.@Nullable Decision told) {
            return told == null
                    ? null
                    : new DecisionView(told.decision(), told.reason(), told.decidedBy(), told.decidedAt());
        }

        @Override
        public String toString() {
            return "DecisionView[…]";
        }
    }

    static HitView of(ScreeningHit hit, Caller caller) {
        return of(hit, caller, null);
    }

    static HitView of(ScreeningHit hit, Caller caller, @Nullable ApprovalId approval) {
        FindingView found = FindingView.of(hit.finding());
        DecisionView decision = DecisionView.of(hit.decision());
        return new HitView(
                hit.id(),
                hit.subscriber(),
                hit.status(),
                found.list(),
                found.listVersion(),
                found.entryId(),
                found.entryHash(),
                found.entryName(),
                found.matchedName(),
                found.score(),
                found.evidence(),
                hit.finding().matcher(),
                found.entry(),
                SubjectView.of(hit.subject(), Disclosure.to(caller)),
                hit.foundAt(),
                decision == null ? null : decision.decidedAt(),
                decision,
                approval);
    }

    @Override
    public String toString() {
        return "HitView[" + id + "]";
    }
}
