package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/me}: the signed-in person, and where they are signed in. */
public final class Me {
    private final Api api;

    Me(Api api) {
        this.api = api;
    }

    /** Which sort of person. */
    public enum Kind {
        SUBSCRIBER,
        STAFF,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * Who is signed in.
     *
     * @param id {@code sub_…} of a subscriber, {@code usr_…} of staff
     * @param givenName null for staff
     * @param familyName null for staff
     * @param roles of staff; empty for a subscriber
     * @param mode {@code test} or {@code live}
     */
    public record Profile(
            Kind kind,
            String id,
            String email,
            @Nullable String givenName,
            @Nullable String familyName,
            List<String> roles,
            String mode,
            String tenantId,
            List<String> scopes) {
        public Profile {
            roles = Lists.copyOf(roles);
            scopes = Lists.copyOf(scopes);
        }

        @Override
        public String toString() {
            return "Profile[" + id + "]";
        }
    }

    /**
     * A place where the person is signed in.
     *
     * @param current whether it is the one that asks
     */
    public record Session(
            String id,
            boolean current,
            Instant createdAt,
            @Nullable Instant lastSeenAt,
            Instant expiresAt,
            @Nullable String userAgent) {}

    private record PasswordChange(String currentPassword, String newPassword) {
        @Override
        public String toString() {
            return "PasswordChange[…]";
        }
    }

    public Profile profile() {
        return api.ask(Call.get("/v1/me"), Profile.class);
    }

    public List<Session> sessions() {
        return api.all(Call.get("/v1/me/sessions"), Session.class);
    }

    /** Ends a session and its tokens. */
    public void endSession(String id) {
        api.tell(Call.delete("/v1/me/sessions/{}", id));
    }

    /** @throws io.flowlet.sdk.problem.ValidationProblem {@code password_refused}, with the reasons in {@code errors} */
    public void changePassword(String current, String replacement) {
        api.tell(Call.post("/v1/me/password").sending(new PasswordChange(current, replacement)));
    }
}
