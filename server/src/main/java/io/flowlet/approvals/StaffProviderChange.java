package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Audience;
import io.flowlet.identity.FederationTerms;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.StaffProvider;
import io.flowlet.identity.StaffProviders;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code staff.provider}: the identity provider of the tenant's staff. Whoever runs it can be everybody, so an officer looks at it before an
 * administrator's wish comes true. The secret stands in no request. Thread-safe.
 */
@Component
public final class StaffProviderChange implements ApprovalKind {
    private static final String NAME = "staff.provider";
    private static final String SUBJECT = "staff_identity_provider";
    private static final String PROPOSED = "proposed";
    private static final String REMOVED = "removed";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(OFFICER));

    private final StaffProviders providers;

    StaffProviderChange(StaffProviders providers) {
        this.providers = providers;
    }

    /** The request that lets staff come in by {@code proposed}. */
    public NewApproval asking(StaffProvider proposed, String reason) {
        Change change = new Change(before(proposed), described(proposed.terms()), Map.of(PROPOSED, proposed.name()));
        return new NewApproval(NAME, SUBJECT, change, reason);
    }

    /** The request that ends {@code active}. */
    public static NewApproval askingRemoval(StaffProvider active, String reason) {
        Change change = new Change(described(active.terms()), Map.of(), Map.of(REMOVED, active.name()));
        return new NewApproval(NAME, SUBJECT, change, reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return ANY_READER;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        Map<String, @Nullable Object> terms = approval.change().terms();
        boolean proposed = terms.containsKey(PROPOSED);
        String name = (String) Objects.requireNonNull(terms.get(proposed ? PROPOSED : REMOVED));
        UUID id = StaffProvider.idOf(name).orElseThrow();
        Sponsorship agreed = approval.sponsorship(Sponsorship.Act.RESET);
        boolean done = proposed ? providers.activate(checker, id, agreed) : providers.remove(checker, id, agreed);
        return done ? new Applied.Done(name) : new Applied.Refused(ProblemCode.NOT_FOUND);
    }

    private Map<String, @Nullable Object> before(StaffProvider proposed) {
        Optional<StaffProvider> active = providers.active(proposed.tenant());
        return active.map(provider -> described(provider.terms())).orElse(Map.of());
    }

    /** As the API shows it. */
    public static Map<String, @Nullable Object> described(FederationTerms terms) {
        Map<String, @Nullable Object> members = new TreeMap<>();
        members.put("issuer", terms.issuer());
        members.put("client_id", terms.clientId());
        members.put("authentication", terms.authentication().code());
        members.put("acr_values", terms.acrValues());
        members.put("person_claim", terms.personClaim());
        members.put("email_domains", terms.emailDomains());
        members.put("max_age_seconds", Math.toIntExact(terms.maxAge().toSeconds()));
        members.put("local_passwords", terms.localPasswords());
        members.put(
                "local_staff",
                terms.localStaff().stream().map(Audience.STAFF::nameOf).sorted().toList());
        return members;
    }
}
