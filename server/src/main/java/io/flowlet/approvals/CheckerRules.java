package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Client;
import io.flowlet.identity.SponsorChains;
import io.flowlet.identity.StaffRole;
import io.flowlet.identity.StaffStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a person may decide on a request: pure, so that every line can be tested alone. */
final class CheckerRules {
    /** An account that was made, given roles or reset decides nothing for so long: whoever did that cannot use it at once. */
    static final Duration COOLING = Duration.ofHours(24);

    private CheckerRules() {}

    /**
     * The person who wants to decide, as it is known.
     *
     * @param standing null if there is no working member of staff behind the credential
     * @param signedInAt as the token says; null if it does not, or its session has ended
     * @param sponsors of this person and of all who wanted the request or agreed to it
     */
    record Person(
            UUID principal,
            String name,
            @Nullable StaffStanding standing,
            @Nullable Instant signedInAt,
            SponsorChains sponsors) {}

    /** The moment, and how long ago at most the person signed in. */
    record Moment(Instant now, Duration signInAge) {}

    /**
     * What there is to judge, as it concerns the person.
     *
     * @param own whether the person wants it, or has it
     * @param checkers the roles of people who may judge it
     * @param independent whether the person is, of everybody whom it concerns
     */
    record Matter(boolean own, Set<StaffRole> checkers, boolean independent) {}

    /** The first rule that {@code person} breaks, in order of precedence. */
    static Optional<ProblemCode> broken(Approval approval, ApprovalRule rule, Person person, Moment moment) {
        boolean independent = !person.name().equals(approval.subject())
                && !isOwnClient(person, approval.subject())
                && isIndependent(person, approval);
        Matter matter = new Matter(person.principal().equals(approval.maker()), rule.checkers(), independent);
        return broken(matter, person, moment);
    }

    /** As {@link #broken(Approval, ApprovalRule, Person, Moment)}, of whatever there is to judge. */
    static Optional<ProblemCode> broken(Matter matter, Person person, Moment moment) {
        StaffStanding standing = person.standing();
        if (standing == null) {
            return Optional.of(ProblemCode.AUDIENCE_NOT_ALLOWED);
        }
        if (matter.own()) {
            return Optional.of(ProblemCode.APPROVAL_OWN_REQUEST);
        }
        if (isNone(standing.roles(), matter.checkers())) {
            return Optional.of(ProblemCode.APPROVAL_ROLE_NOT_ALLOWED);
        }
        if (moment.now().isBefore(standing.lastChangedAt().plus(COOLING))) {
            return Optional.of(ProblemCode.APPROVAL_ACCOUNT_TOO_NEW);
        }
        if (!matter.independent()) {
            return Optional.of(ProblemCode.APPROVAL_NOT_INDEPENDENT);
        }
        return isFresh(person.signedInAt(), moment) ? Optional.empty() : Optional.of(ProblemCode.SIGN_IN_TOO_OLD);
    }

    /** Whether the person could act as the client that the request is about, and so would decide for herself. */
    private static boolean isOwnClient(Person person, String subject) {
        return Client.idOf(subject).isPresent() && person.sponsors().isBehind(person.name(), subject);
    }

    /** Of whoever made the request, and of everybody who agreed to it before: two who are one person's are not two. */
    private static boolean isIndependent(Person person, Approval approval) {
        SponsorChains sponsors = person.sponsors();
        return sponsors.areIndependent(person.name(), approval.makerName())
                && approval.approvers().stream()
                        .filter(name ->
                                !name.equals(person.name())) // a second yes of the same person has its own answer
                        .allMatch(name -> sponsors.areIndependent(person.name(), name));
    }

    /** Whether none of the roles that somebody has is among those that are needed. */
    static boolean isNone(Set<StaffRole> held, Set<StaffRole> needed) {
        return Collections.disjoint(held, needed);
    }

    /** Whether somebody who signed in then may act; null: nobody knows when. */
    static boolean isFresh(@Nullable Instant signedInAt, Moment moment) {
        return signedInAt != null && !signedInAt.plus(moment.signInAge()).isBefore(moment.now());
    }
}
