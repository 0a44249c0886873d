package io.flowlet.identity.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.Account;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.PasswordChange;
import io.flowlet.identity.PasswordChanges;
import io.flowlet.identity.Session;
import io.flowlet.identity.Sessions;
import io.flowlet.identity.StaffRole;
import io.flowlet.identity.SubscriberNames;
import io.flowlet.identity.TenantModes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/me}: what the person who signed in may know and do about herself. */
@RestController
@RequestMapping("/v1/me")
final class MeController {
    private final Accounts accounts;
    private final Sessions sessions;
    private final PasswordChanges passwords;
    private final SubscriberNames names;
    private final TenantModes modes;

    MeController(
            Accounts accounts, Sessions sessions, PasswordChanges passwords, SubscriberNames names, TenantModes modes) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.names = names;
        this.modes = modes;
    }

    record MeView(
            String kind,
            String id,
            String email,
            @Nullable String givenName,
            @Nullable String familyName,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> roles,

            String mode,
            String tenantId,
            List<String> scopes) {
        @Override
        public String toString() {
            return "MeView[" + id + "]";
        }
    }

    record SessionView(
            String id,
            boolean current,
            Instant createdAt,
            Instant lastSeenAt,
            Instant expiresAt,
            @Nullable String userAgent) {}

    /** Not bounded here: a password that is too long is told by its name. */
    record NewPassword(
            @NotNull String currentPassword, @NotNull String newPassword) {
        @Override
        public String toString() {
            return "NewPassword[…]";
        }
    }

    @GetMapping
    @RequiresScope(subscriber = "profile:read", staff = "profile:read")
    MeView me(Caller caller, HttpServletRequest request) {
        Account account =
                accounts.find(caller, caller.actor().principal()).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        Optional<SubscriberNames.Name> name =
                caller.actor().kind() == ActorKind.SUBSCRIBER ? names.own(caller) : Optional.empty();
        return new MeView(
                account.audience().code(),
                account.name(),
                account.email(),
                name.map(SubscriberNames.Name::given).orElse(null),
                name.map(SubscriberNames.Name::family).orElse(null),
                account.audience() == Audience.STAFF
                        ? account.roles().stream().map(StaffRole::code).sorted().toList()
                        : null,
                modes.modeOf(caller.tenant()),
                BearerAuthentication.token(request).client().tid(),
                caller.actor().scopes().stream().map(Scope::value).sorted().toList());
    }

    @GetMapping("/sessions")
    @RequiresScope(subscriber = "profile:read", staff = "profile:read")
    Page<SessionView> sessions(
            Caller caller,
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        UUID current = session(request);
        return sessions.list(caller, Paging.of(cursor, limit)).map(session -> view(session, current));
    }

    @DeleteMapping("/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(subscriber = "profile:write", staff = "profile:read")
    void end(Caller caller, @PathVariable String id) {
        if (!sessions.end(caller, id)) {
            throw Refusal.of(ProblemCode.NOT_FOUND);
        }
    }

    @PostMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @RequiresScope(subscriber = "profile:write", staff = "profile:read")
    void changePassword(Caller caller, HttpServletRequest request, @Valid @RequestBody NewPassword body) {
        var asked = new PasswordChanges.Request(
                body.currentPassword(), body.newPassword(), session(request), RequestAttributes.clientAddress(request));
        switch (passwords.change(caller, asked)) {
            case PasswordChange.Changed() -> {}
            case PasswordChange.Refused(var faults) -> throw Refusal.of(ProblemCode.PASSWORD_REFUSED, faults);
            case PasswordChange.TooManyAttempts(int seconds) ->
                throw Refusal.retryAfter(ProblemCode.RATE_LIMITED, seconds);
        }
    }

    private static SessionView view(Session session, UUID current) {
        return new SessionView(
                session.publicId(),
                session.id().equals(current),
                session.createdAt(),
                session.lastSeenAt(),
                session.expiresAt(),
                session.userAgent());
    }

    private static UUID session(HttpServletRequest request) {
        return Objects.requireNonNull(BearerAuthentication.token(request).grant())
                .session();
    }
}
