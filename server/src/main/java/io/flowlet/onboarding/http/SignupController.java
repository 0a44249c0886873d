package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.onboarding.Signup;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/signup}. No stored answers here: their request hash would be one over a password. */
@RestController
final class SignupController {
    private final Signup signup;

    SignupController(Signup signup) {
        this.signup = signup;
    }

    record SignupRequest(
            @NotNull
            @Size(max = 254)
            @Pattern(regexp = "[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+", message = "is not an e-mail address")
            String email,

            @NotNull String password,
            @NotBlank @Size(max = 100) String givenName,
            @NotBlank @Size(max = 100) String familyName) {
        @Override
        public String toString() {
            return "SignupRequest[…]";
        }
    }

    record Accepted(String status) {}

    @PostMapping("/v1/signup")
    @RequiresScope("signup:write")
    ResponseEntity<Accepted> signUp(Caller caller, @Valid @RequestBody SignupRequest body) {
        List<FieldFault> faults = Stream.of(
                        ReadableName.fault("/given_name", body.givenName()),
                        ReadableName.fault("/family_name", body.familyName()))
                .flatMap(Optional::stream)
                .toList();
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        var person =
                new RegisterSubscriber(new Subscriber.PersonName(body.givenName(), body.familyName()), body.email());
        return switch (signup.signUp(caller, person, body.password())) {
            case Signup.Outcome.Accepted() -> ResponseEntity.accepted().body(new Accepted("accepted"));
            case Signup.Outcome.PasswordRefused(var refused) -> throw Refusal.of(ProblemCode.PASSWORD_REFUSED, refused);
        };
    }
}
