package io.flowlet.screening.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.RequiresScope;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.Screening;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/screenings}: one comparison of anybody, of which nothing is kept but that it was done. */
@RestController
@RequestMapping("/v1/screenings")
final class ScreeningsController {
    private final Screening screening;

    ScreeningsController(Screening screening) {
        this.screening = screening;
    }

    record Asked(
            @NotBlank @Size(max = 100) String givenName,
            @NotBlank @Size(max = 100) String familyName,
            @Nullable LocalDate birthOn,
            @Nullable @Size(max = 10) List<@NotNull @Pattern(regexp = "[A-Z]{2}") String> countries) {
        @Override
        public String toString() {
            return "Asked[…]";
        }
    }

    record Found(List<FindingView> hits) {}

    /** Takes no idempotency key: it changes nothing. */
    @PostMapping
    @RequiresScope("screening:write")
    Found check(Caller caller, @Valid @RequestBody Asked body) {
        List<String> countries = body.countries();
        ScreenedPerson person = new ScreenedPerson(
                body.givenName(),
                body.familyName(),
                body.birthOn(),
                countries == null ? Set.of() : Set.copyOf(countries));
        return new Found(
                screening.check(caller, person).stream().map(FindingView::of).toList());
    }
}
