package io.flowlet.approvals;

import io.flowlet.identity.Sponsorship;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request and what was said about it. Holds free text: never log it.
 *
 * @param maker principal of who made it, and {@code makerName} the public name of its credential
 * @param bar what it has to pass
 * @param version from 1; each decision and the end raise it
 * @param closedAt null while it is open
 * @param result of an applied request what came of it, of a failed one the problem code
 * @param decisions in the order in which they were made
 */
public record Approval(
        ApprovalId id,
        String kind,
        String subject,
        Change change,
        String reason,
        UUID maker,
        String makerName,
        Bar bar,
        ApprovalState state,
        int version,
        Instant openedAt,
        @Nullable Instant closedAt,
        @Nullable String result,
        List<Decision> decisions) {
    public Approval {
        decisions = List.copyOf(decisions);
    }

    /** How many persons must approve. */
    public int checkers() {
        return bar.checkers();
    }

    /** When its time is over. */
    public Instant expiresAt() {
        return bar.expiresAt();
    }

    /** Whether it is open and its time is over. */
    boolean isOverdue(Instant now) {
        return state == ApprovalState.OPEN && !now.isBefore(expiresAt());
    }

    boolean wasDecidedBy(UUID person) {
        return decisions.stream().anyMatch(decision -> decision.decider().equals(person));
    }

    /** Whether one more approval is the last that is needed. */
    boolean isOneShort() {
        return decisions.stream()
                        .filter(decision -> decision.verdict() == Verdict.APPROVE)
                        .count()
                >= checkers() - 1;
    }

    /** Public names of those who said yes so far. */
    Set<String> approvers() {
        return decisions.stream()
                .filter(decision -> decision.verdict() == Verdict.APPROVE)
                .map(Decision::decidedBy)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As {@link #approvers}, sorted, for who tells of it. */
    public List<String> approvedBy() {
        return approvers().stream().sorted().toList();
    }

    /** How an account is owed to whoever wanted this and those who agreed. */
    Sponsorship sponsorship(Sponsorship.Act act) {
        return new Sponsorship(act, makerName, approvers(), id.toString());
    }

    /** The same with what one more person said. */
    Approval and(Decision decision) {
        List<Decision> all = new ArrayList<>(decisions);
        all.add(decision);
        return new Approval(
                id, kind, subject, change, reason, maker, makerName, bar, state, version, openedAt, closedAt, result,
                all);
    }

    /** The same with another bar. */
    Approval under(Bar raised) {
        return new Approval(
                id, kind, subject, change, reason, maker, makerName, raised, state, version, openedAt, closedAt, result,
                decisions);
    }

    /** The same, further on. */
    Approval to(ApprovalState next, @Nullable Instant closed, @Nullable String cameOfIt) {
        return new Approval(
                id,
                kind,
                subject,
                change,
                reason,
                maker,
                makerName,
                bar,
                next,
                version + 1,
                openedAt,
                closed,
                cameOfIt,
                decisions);
    }

    @Override
    public String toString() {
        return "Approval[" + id + " " + kind + " " + state.code() + "]";
    }
}
