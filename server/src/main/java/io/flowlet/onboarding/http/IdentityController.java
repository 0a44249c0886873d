package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ForCardNumbers;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.onboarding.DeclaredIdentity;
import io.flowlet.onboarding.DocumentType;
import io.flowlet.onboarding.IdentityOutcome;
import io.flowlet.onboarding.Onboarding;
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/kyc/status} and {@code /v1/kys/identity}. */
@RestController
final class IdentityController {
    private static final int OLDEST_YEARS = 130;
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final Onboarding onboarding;
    private final Steps steps;
    private final Answers answers;
    private final Clock clock;

    IdentityController(Onboarding onboarding, Steps steps, Answers answers, Clock clock) {
        this.onboarding = onboarding;
        this.steps = steps;
        this.answers = answers;
        this.clock = clock;
    }

    record Identity(
            @Nullable SubscriberId subscriberId,
            @NotBlank @Size(max = 100) String givenName,
            @NotBlank @Size(max = 100) String familyName,
            @NotNull LocalDate birthOn,
            @NotNull String nationality,
            @NotNull String residenceCountry,
            @NotNull @Valid Address address,
            @Nullable String phone,
            @Nullable @Valid Document document) {
        @Override
        public String toString() {
            return "Identity[…]";
        }
    }

    record Address(
            @NotBlank @Size(max = 200) String line1,
            @Nullable @Size(min = 1, max = 200) String line2,
            @NotBlank @Size(max = 100) String city,
            @NotBlank @Size(max = 20) String postalCode,
            @NotNull String country) {
        @Override
        public String toString() {
            return "Address[…]";
        }
    }

    record Document(
            @NotNull DocumentType type,
            @ForCardNumbers @NotBlank @Size(max = 60) String number,
            @NotNull String issuingCountry) {
        @Override
        public String toString() {
            return "Document[…]";
        }
    }

    @GetMapping("/v1/kyc/status")
    @RequiresScope(value = "kys:read", subscriber = "kys:read", staff = "kys:read")
    StatusView status(
            Caller caller,
            @RequestParam(name = "subscriber_id", required = false) @Nullable SubscriberId subscriberId) {
        return onboarding
                .status(caller, Steps.asked(caller, subscriberId))
                .map(status -> StatusView.of(caller, status))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @PostMapping("/v1/kys/identity")
    @RequiresScope(value = "kys:write", subscriber = "kys:write")
    ResponseEntity<String> declare(Caller caller, HttpServletRequest request, @Valid @RequestBody Identity body) {
        check(body);
        SubscriberId subscriber = Steps.whose(caller, body.subscriberId());
        return steps.onceAbout(
                new Steps.Step(caller, request, body),
                subscriber,
                () -> switch (onboarding.declareIdentity(caller, subscriber, identity(body))) {
                    case IdentityOutcome.Declared(var status) -> answers.ok(StatusView.of(caller, status));
                    case IdentityOutcome.NoSuchSubscriber() -> throw Refusal.of(ProblemCode.NOT_FOUND);
                    case IdentityOutcome.OutOfOrder() -> throw Refusal.of(ProblemCode.STEP_OUT_OF_ORDER);
                    case IdentityOutcome.TooYoung() -> throw Refusal.of(ProblemCode.AGE_BELOW_MINIMUM);
                },
                () -> status(caller, subscriber));
    }

    private void check(Identity body) {
        List<FieldFault> faults = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
        if (body.birthOn().isAfter(today) || body.birthOn().isBefore(today.minusYears(OLDEST_YEARS))) {
            faults.add(new FieldFault("/birth_on", "out_of_range", "This is no date of birth of a living person."));
        }
        ReadableName.fault("/given_name", body.givenName()).ifPresent(faults::add);
        ReadableName.fault("/family_name", body.familyName()).ifPresent(faults::add);
        checkCountry("/nationality", body.nationality(), faults);
        checkCountry("/residence_country", body.residenceCountry(), faults);
        checkCountry("/address/country", body.address().country(), faults);
        checkWaysToFind(body, faults);
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
    }

    private static void checkWaysToFind(Identity body, List<FieldFault> faults) {
        if (body.phone() != null && !E164.matcher(body.phone()).matches()) {
            faults.add(
                    new FieldFault("/phone", "malformed_phone", "This must be + and 7 to 15 digits, country first."));
        }
        Document document = body.document();
        if (document != null) {
            if (LookupValue.documentNumber(document.number()).isEmpty()) {
                faults.add(new FieldFault(
                        "/document/number", "malformed_number", "This must hold 4 to 40 letters and digits."));
            }
            checkCountry("/document/issuing_country", document.issuingCountry(), faults);
        }
    }

    private static void checkCountry(String pointer, String country, List<FieldFault> faults) {
        if (!COUNTRIES.contains(country)) {
            faults.add(new FieldFault(
                    pointer, "unknown_country", "This must be a country of ISO 3166-1: two capital letters."));
        }
    }

    private static DeclaredIdentity identity(Identity body) {
        Address address = body.address();
        Document document = body.document();
        return new DeclaredIdentity(
                body.givenName(),
                body.familyName(),
                body.birthOn(),
                body.nationality(),
                body.residenceCountry(),
                new DeclaredIdentity.Address(
                        address.line1(), address.line2(), address.city(), address.postalCode(), address.country()),
                body.phone(),
                document == null
                        ? null
                        : new DeclaredIdentity.Document(document.type(), document.number(), document.issuingCountry()));
    }
}
