package io.flowlet.approvals.http;

import io.flowlet.approvals.NewApproval;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.identity.Audience;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.FederationTerms;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider as a caller describes it.
 *
 * @param authentication absent: {@code private_key_jwt}
 * @param personClaim absent: {@code email}
 * @param maxAgeSeconds absent: 900
 * @param localPasswords absent: true
 */
record ProposedProvider(
        @NotBlank @Size(max = 500) String issuer,
        @NotBlank @Size(max = 255) String clientId,
        @Nullable @Size(max = 40) String authentication,
        @Nullable @Size(max = 512) String clientSecret,
        @NotNull @Size(max = 10) List<@NotNull @Size(max = 200) String> acrValues,
        @Nullable @Size(max = 64) String personClaim,
        @NotNull @Size(max = 20) List<@NotNull @Size(max = 253) String> emailDomains,
        @Nullable Integer maxAgeSeconds,
        @Nullable Boolean localPasswords,
        @Nullable @Size(max = 10) List<@NotNull @Size(max = 64) String> localStaff,
        @NotBlank @Size(max = NewApproval.LONGEST_REASON) String reason) {
    private static final int USUAL_AGE_SECONDS = 900;

    /** @throws Refusal {@code body_invalid} if a name among them is none */
    FederationTerms terms() {
        ClientMethod method = Optional.ofNullable(authentication)
                .map(name -> ClientMethod.of(name).orElse(ClientMethod.NONE))
                .orElse(ClientMethod.PRIVATE_KEY_JWT);
        return new FederationTerms(
                issuer,
                clientId,
                method,
                acrValues,
                Optional.ofNullable(personClaim).orElse(FederationTerms.EMAIL),
                emailDomains,
                Duration.ofSeconds(Optional.ofNullable(maxAgeSeconds).orElse(USUAL_AGE_SECONDS)),
                !Boolean.FALSE.equals(localPasswords),
                staff());
    }

    private Set<UUID> staff() {
        List<String> names = Optional.ofNullable(localStaff).orElse(List.of());
        return names.stream()
                .map(name -> Audience.STAFF
                        .idOf(name)
                        .orElseThrow(() -> Refusal.of(
                                ProblemCode.BODY_INVALID,
                                List.of(new FieldFault(
                                        "/local_staff", "unknown_staff", "Members of staff who can sign in.")))))
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return "ProposedProvider[…]";
    }
}
