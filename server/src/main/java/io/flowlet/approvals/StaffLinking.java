package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.StaffLinks;
import io.flowlet.identity.StaffProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code staff.link}: who a member of staff is at the tenant's identity provider. Whoever is linked comes in as that member, so it takes two people, as a
 * reset does, and counts as one. Thread-safe.
 */
@Component
public final class StaffLinking implements ApprovalKind {
    private static final String NAME = "staff.link";
    private static final String ISSUER = "issuer";
    private static final String SUBJECT = "subject";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(ADMIN, OFFICER));
    private static final Scope TOLD = new Scope("approvals:decide");

    private final StaffLinks links;

    StaffLinking(StaffLinks links) {
        this.links = links;
    }

    /**
     * The request that links {@code account} to a person at {@code provider}.
     *
     * @param subject the value of the claim that names persons there; null: to nobody
     */
    public static NewApproval asking(Account account, StaffProvider provider, @Nullable String subject, String reason) {
        Map<String, @Nullable Object> after = new HashMap<>();
        after.put(SUBJECT, subject);
        Map<String, @Nullable Object> terms = Map.of(
                ISSUER,
                provider.terms().issuer(),
                "person_claim",
                provider.terms().personClaim());
        return new NewApproval(NAME, account.name(), new Change(Map.of(), after, terms), reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return TOLD;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        var link = new StaffLinks.Link(
                Audience.STAFF.idOf(approval.subject()).orElseThrow(),
                (String) Objects.requireNonNull(approval.change().terms().get(ISSUER)),
                (String) approval.change().after().get(SUBJECT));
        return switch (links.change(checker, link, approval.sponsorship(Sponsorship.Act.RESET))) {
            case CHANGED -> new Applied.Done(approval.subject());
            case GONE -> new Applied.Refused(ProblemCode.NOT_FOUND);
            case TAKEN -> new Applied.Refused(ProblemCode.STAFF_SUBJECT_TAKEN);
        };
    }
}
