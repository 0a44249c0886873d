package io.flowlet.tokens.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ForCardNumbers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.http.StoredAnswer;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tokens.CreateOutcome;
import io.flowlet.tokens.CreateToken;
import io.flowlet.tokens.RevealPurpose;
import io.flowlet.tokens.Token;
import io.flowlet.tokens.TokenFormat;
import io.flowlet.tokens.TokenId;
import io.flowlet.tokens.TokenType;
import io.flowlet.tokens.Tokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/tokens}. */
@RestController
@RequestMapping("/v1/tokens")
final class TokensController {
    private final Tokens tokens;
    private final Subscribers subscribers;
    private final Idempotency idempotency;
    private final Answers answers;

    TokensController(Tokens tokens, Subscribers subscribers, Idempotency idempotency, Answers answers) {
        this.tokens = tokens;
        this.subscribers = subscribers;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Tokenisation(
            @NotNull TokenType type,
            @ForCardNumbers @NotBlank @Size(max = 64) String value,
            @NotNull TokenFormat format,
            @Nullable SubscriberId subjectId) {
        @Override
        public String toString() {
            return "Tokenisation[" + type + "]";
        }
    }

    /** @param token may be of before the rule that none is a card's number */
    record Lookup(
            @NotNull TokenType type,
            @ForCardNumbers @NotBlank @Size(max = 64) String token) {
        @Override
        public String toString() {
            return "Lookup[" + type + "]";
        }
    }

    record Revealing(
            @NotNull RevealPurpose purpose,
            @NotBlank @Size(max = 500) String reason) {}

    record View(
            TokenId id,
            TokenType type,
            TokenFormat format,
            String token,
            String masked,
            @Nullable SubscriberId subjectId,
            Instant createdAt) {
        static View of(Token token) {
            return new View(
                    token.id(),
                    token.type(),
                    token.format(),
                    token.token(),
                    token.masked(),
                    token.subscriber(),
                    token.createdAt());
        }

        @Override
        public String toString() {
            return "View[" + id + "]";
        }
    }

    record RevealedView(TokenId id, String value) {
        @Override
        public String toString() {
            return "RevealedView[" + id + "]";
        }
    }

    @PostMapping
    @RequiresScope("tokens:write")
    ResponseEntity<String> create(Caller caller, HttpServletRequest request, @Valid @RequestBody Tokenisation body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        var asked = new CreateToken(body.type(), body.value(), body.format(), body.subjectId());
        OnceOutcome outcome = idempotency.once(key, () -> answer(caller, request, asked));
        return answers.respond(outcome, id -> again(caller, TokenId.of(id), body.subjectId()));
    }

    /** The token that an earlier request made. */
    private View again(Caller caller, TokenId id, @Nullable SubscriberId subject) {
        if (subject != null && !subscribers.exists(caller.tenant(), subject)) {
            throw Refusal.of(ProblemCode.NOT_FOUND);
        }
        return find(caller, id);
    }

    @GetMapping("/{id}")
    @RequiresScope("tokens:read")
    View find(Caller caller, @PathVariable TokenId id) {
        return tokens.find(caller, id).map(View::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    /** In a body, for addresses of requests end up in logs. */
    @PostMapping("/lookups")
    @RequiresScope("tokens:read")
    View lookUp(Caller caller, @Valid @RequestBody Lookup body) {
        return tokens.find(caller, body.type(), body.token())
                .map(View::of)
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @PostMapping("/{id}/reveal")
    @RequiresScope("tokens:reveal")
    RevealedView reveal(Caller caller, @PathVariable TokenId id, @Valid @RequestBody Revealing body) {
        return tokens.reveal(caller, id, body.purpose(), body.reason())
                .map(value -> new RevealedView(id, value))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope("tokens:write")
    void delete(Caller caller, @PathVariable TokenId id) {
        if (!tokens.delete(caller, id)) {
            throw Refusal.of(ProblemCode.NOT_FOUND);
        }
    }

    private static Idempotency.Effect about(Token token, StoredAnswer answer) {
        return Idempotency.Effect.about(token.id(), answer);
    }

    private Idempotency.Effect answer(Caller caller, HttpServletRequest request, CreateToken asked) {
        return switch (tokens.create(caller, asked)) {
            case CreateOutcome.Created created -> about(created.token(), answers.created(View.of(created.token())));
            case CreateOutcome.Known known -> about(known.token(), answers.ok(View.of(known.token())));
            case CreateOutcome.Malformed malformed ->
                throw Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault("/value", "malformed_value", "This is no value of that type.")));
            case CreateOutcome.NoSuchSubscriber nobody -> throw Refusal.of(ProblemCode.NOT_FOUND);
            case CreateOutcome.OfAnother other ->
                Idempotency.Effect.of(
                        answers.problem(ProblemCode.TOKEN_OF_ANOTHER, request.getRequestURI(), caller.trace()));
            case CreateOutcome.NotPreservable notEnough ->
                Idempotency.Effect.of(
                        answers.problem(ProblemCode.FORMAT_NOT_PRESERVABLE, request.getRequestURI(), caller.trace()));
        };
    }
}
