package io.flowlet.identity.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.Factor;
import io.flowlet.identity.FactorKind;
import io.flowlet.identity.FactorList;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Passkey;
import io.flowlet.identity.SecondFactors;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/me/factors}: what the person who signed in has besides the password. It is changed on the server's own page only. */
@RestController
final class MeFactorsController {
    private final SecondFactors factors;
    private final IdentitySettings settings;

    MeFactorsController(SecondFactors factors, IdentitySettings settings) {
        this.factors = factors;
        this.settings = settings;
    }

    record FactorView(
            String kind, Instant createdAt, @Nullable Instant lastUsedAt) {
        static FactorView of(Factor factor) {
            return new FactorView(factor.kind().code(), factor.madeAt(), factor.usedAt());
        }

        static FactorView of(Passkey passkey) {
            return new FactorView(FactorKind.PASSKEY.code(), passkey.madeAt(), passkey.usedAt());
        }
    }

    record FactorsView(List<FactorView> factors, int recoveryCodesLeft, boolean required, String url) {}

    @GetMapping("/v1/me/factors")
    @RequiresScope(subscriber = "profile:read", staff = "profile:read")
    FactorsView list(Caller caller, HttpServletRequest request) {
        FactorList own = factors.own(caller);
        String client = BearerAuthentication.token(request).client().clientId();
        return new FactorsView(
                Stream.concat(
                                own.factors().stream().map(FactorView::of),
                                own.passkeys().stream().map(FactorView::of))
                        .toList(),
                own.recoveryCodes(),
                own.required(),
                settings.link(FactorsController.PATH + "?client_id=" + client).toString());
    }
}
