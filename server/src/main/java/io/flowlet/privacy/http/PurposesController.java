package io.flowlet.privacy.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.RequiresScope;
import io.flowlet.privacy.PurposeRule;
import io.flowlet.privacy.Purposes;
import io.flowlet.privacy.Retention;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/privacy/purposes}. */
@RestController
final class PurposesController {
    private final Purposes purposes;

    PurposesController(Purposes purposes) {
        this.purposes = purposes;
    }

    /** @param article of GDPR Art. 6(1): {@code a} to {@code f} */
    record PurposeView(String purpose, String legalBasis, String article, String law, int monthsAfterEnd) {
        static PurposeView of(PurposeRule rule) {
            return new PurposeView(
                    rule.purpose().code(),
                    rule.basis().code(),
                    String.valueOf(rule.basis().letter()),
                    rule.law(),
                    rule.monthsAfterEnd());
        }
    }

    record PurposesView(String jurisdiction, int version, List<PurposeView> data) {}

    @GetMapping("/v1/privacy/purposes")
    @RequiresScope(value = "privacy:read", subscriber = "profile:read", staff = "privacy:read")
    PurposesView list(Caller caller) {
        Retention retention = purposes.read(caller);
        return new PurposesView(
                retention.jurisdiction(),
                retention.version(),
                retention.rules().stream().map(PurposeView::of).toList());
    }
}
