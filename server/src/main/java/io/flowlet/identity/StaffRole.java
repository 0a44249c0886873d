package io.flowlet.identity;

import io.flowlet.actor.Scope;
import io.flowlet.http.FieldFault;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a member of staff does for the program. Every role may see its own profile, and ask for another role in an emergency. */
public enum StaffRole {
    /** Reviews hits and cases. */
    ANALYST(
            "kys:read",
            "kys:review",
            "subscribers:read",
            "subscribers:read_personal",
            "screening:read",
            "screening:decide",
            "wallets:read",
            "payments:read",
            "privacy:read",
            "privacy:erase",
            "privacy:export"),
    /** An analyst who answers for the rules. */
    OFFICER(
            "kys:read",
            "kys:review",
            "subscribers:read",
            "subscribers:read_personal",
            "screening:read",
            "screening:decide",
            "wallets:read",
            "payments:read",
            "privacy:read",
            "privacy:erase",
            "privacy:export",
            "privacy:hold",
            "kept_records:kyc_record",
            "kept_records:sanctions_record",
            "ledger:read",
            "ledger:adjust",
            "policies:read",
            "approvals:read",
            "approvals:decide",
            "audit:read"),
    /** Administers the tenant: no money, no cases. */
    ADMIN(
            "clients:read",
            "clients:write",
            "staff:read",
            "staff:write",
            "policies:read",
            "policies:write",
            "approvals:read",
            "approvals:decide"),
    /** Reads what proves; of subscribers only what tells them apart. */
    AUDITOR("audit:read", "policies:read", "approvals:read", "ledger:read", "subscribers:read");

    @SuppressWarnings("ImmutableEnumChecker") // the set is an unmodifiable one of values
    private final Set<Scope> scopes;

    StaffRole(String... scopes) {
        this.scopes = Stream.concat(Stream.of("profile:read", "break_glass:write"), Arrays.stream(scopes))
                .map(Scope::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    public static Optional<StaffRole> of(String code) {
        return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
    }

    /** What is wrong with the codes in a list at {@code pointer}; empty when each names a role. */
    public static List<FieldFault> faults(String pointer, List<String> codes) {
        return IntStream.range(0, codes.size())
                .filter(place -> of(codes.get(place)).isEmpty())
                .mapToObj(place -> new FieldFault(
                        pointer + "/" + place, "unknown_role", "A role is analyst, officer, admin or auditor."))
                .toList();
    }

    /** The roles that {@code codes} name; what names none is left out. */
    public static Set<StaffRole> named(List<String> codes) {
        return codes.stream().flatMap(code -> of(code).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** What any of {@code roles} opens. */
    public static Set<Scope> scopesOf(Set<StaffRole> roles) {
        return roles.stream().flatMap(role -> role.scopes().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** As stored and as the API shows it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether who has it decides on what others ask for. */
    public boolean isChecker() {
        return scopes.contains(new Scope("approvals:decide"));
    }

    public Set<Scope> scopes() {
        return scopes;
    }
}
