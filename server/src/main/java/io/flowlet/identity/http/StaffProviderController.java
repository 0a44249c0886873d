package io.flowlet.identity.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.Audience;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.FederationTerms;
import io.flowlet.identity.ProviderCheck;
import io.flowlet.identity.StaffProvider;
import io.flowlet.identity.StaffProviders;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/staff_identity_provider}: by which identity provider the staff of the caller's own tenant comes in. */
@RestController
final class StaffProviderController {
    private static final String PATH = "/v1/staff_identity_provider";

    private final StaffProviders providers;

    StaffProviderController(StaffProviders providers) {
        this.providers = providers;
    }

    /** @param redirectUri what is registered at the provider for this server */
    record ProviderView(
            String id,
            String issuer,
            String clientId,
            String authentication,
            List<String> acrValues,
            String personClaim,
            List<String> emailDomains,
            long maxAgeSeconds,
            boolean localPasswords,
            List<String> localStaff,
            String redirectUri,
            String proposedBy,
            @Nullable Instant activeFrom) {
        static ProviderView of(StaffProvider provider, String redirectUri) {
            FederationTerms terms = provider.terms();
            return new ProviderView(
                    provider.name(),
                    terms.issuer(),
                    terms.clientId(),
                    terms.authentication().code(),
                    terms.acrValues(),
                    terms.personClaim(),
                    terms.emailDomains(),
                    terms.maxAge().toSeconds(),
                    terms.localPasswords(),
                    terms.localStaff().stream()
                            .map(Audience.STAFF::nameOf)
                            .sorted()
                            .toList(),
                    redirectUri,
                    provider.proposedBy(),
                    provider.activeFrom());
        }
    }

    /**
     * @param reason what is not as it must be; null for nothing
     * @param authorizationEndpoint as the provider says, like all after it; null if it is not as it must be
     */
    record CheckView(
            boolean sound,
            @Nullable String reason,
            @Nullable String authorizationEndpoint,
            @Nullable String tokenEndpoint,
            @Nullable String jwksUri) {
        static CheckView of(ProviderCheck check) {
            return switch (check) {
                case ProviderCheck.Sound(String authorize, String token, String keys) ->
                    new CheckView(true, null, authorize, token, keys);
                case ProviderCheck.Unsound(String reason) -> new CheckView(false, reason, null, null, null);
            };
        }
    }

    @GetMapping(PATH)
    @RequiresScope(staff = "staff:read")
    ProviderView read(Caller caller, HttpServletRequest request) {
        String tenant = BearerAuthentication.token(request).client().tid();
        return providers
                .find(caller)
                .map(provider -> ProviderView.of(provider, providers.redirectUri(tenant)))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @PostMapping(PATH + "/checks")
    @RequiresScope(staff = "staff:write")
    CheckView check(Caller caller) {
        return providers.check(caller).map(CheckView::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }
}
