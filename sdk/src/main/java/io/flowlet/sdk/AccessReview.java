package io.flowlet.sdk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/access_review}: every member of staff and client that works, what it holds, and who said that it is still needed. */
public final class AccessReview {
    private final Api api;

    AccessReview(Api api) {
        this.api = api;
    }

    /**
     * Who holds what.
     *
     * @param holder {@code usr_…} or {@code cli_…}
     * @param held roles or scopes; of a client also how people sign in with it and its networks
     * @param lastUsedAt to the hour; null for never
     * @param certifiedBy null while nobody certified what is held now, as is {@code certifiedAt}
     * @param dueAt by when somebody must certify it
     * @param breakGlass a role held for some hours beside; null if there is none
     */
    public record Access(
            String holder,
            List<String> held,
            Instant since,
            @Nullable Instant lastUsedAt,
            List<Sponsor> sponsors,
            @Nullable String certifiedBy,
            @Nullable Instant certifiedAt,
            Instant dueAt,
            @Nullable HeldBreakGlass breakGlass) {
        public Access {
            held = Lists.copyOf(held);
            sponsors = Lists.copyOf(sponsors);
        }
    }

    /**
     * One act to which an access is owed.
     *
     * @param act {@code created}, {@code roles}, {@code reset}; {@code same_mailbox}: {@code by} is the same person
     */
    public record Sponsor(String act, String by, List<String> approvedBy) {
        public Sponsor {
            approvedBy = Lists.copyOf(approvedBy);
        }
    }

    /** A role that is on for some hours. */
    public record HeldBreakGlass(String id, String role, Instant until) {}

    /** That an access is still needed, as it was shown. */
    public record Certification(String holder, List<String> held, String certifiedBy, Instant certifiedAt) {
        public Certification {
            held = Lists.copyOf(held);
        }
    }

    /** What is certified: exactly what was shown. */
    record NewCertification(String holder, List<String> held) {
        NewCertification {
            held = List.copyOf(held);
        }
    }

    /** The newest first. */
    public Pages<Access> list() {
        return api.pages(Call.get("/v1/access_review"), Access.class);
    }

    /** As {@link #certify(Access, IdempotencyKey)}, under a fresh key. */
    public Certification certify(Access seen) {
        return certify(seen, IdempotencyKey.fresh());
    }

    /**
     * Says that somebody still needs what it holds.
     *
     * @throws io.flowlet.sdk.problem.AuthProblem the caller may not say so of this holder, or signed in too long ago
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code precondition_failed}: it holds something else by now
     */
    public Certification certify(Access seen, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/access_review/certifications")
                        .sending(new NewCertification(seen.holder(), seen.held()))
                        .once(key),
                Certification.class);
    }
}
