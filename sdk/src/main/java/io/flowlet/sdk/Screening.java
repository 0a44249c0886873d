package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/screening_hits} and {@code /v1/screenings}: who looks like somebody on a watchlist. */
public final class Screening {
    private static final String HITS = "/v1/screening_hits";

    private final Api api;

    Screening(Api api) {
        this.api = api;
    }

    /** What people made of a hit. */
    public enum HitStatus {
        OPEN,
        CLEARED,
        CONFIRMED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** A verdict on a hit. */
    public enum Verdict {
        CLEAR,
        CONFIRM
    }

    /**
     * An entry of a list as it stood when it was found.
     *
     * @param birthDates as the list writes them: a day, a month, a year or a range
     * @param type for example {@code individual}
     */
    public record Entry(
            List<String> names,
            List<String> birthDates,
            List<String> countries,
            @Nullable String type,
            @Nullable String remarks) {
        public Entry {
            names = Lists.copyOf(names);
            birthDates = Lists.copyOf(birthDates);
            countries = Lists.copyOf(countries);
        }
    }

    /** Who is screened. Text forms show nothing of it. */
    public record Subject(
            String givenName, String familyName, @Nullable LocalDate birthOn, List<String> countries) {
        public Subject {
            countries = Lists.copyOf(countries);
        }

        @Override
        public String toString() {
            return "Subject[…]";
        }
    }

    /**
     * The person of a hit, as compared. Text forms show nothing of it.
     *
     * @param birthOn null if it is not known, or masked
     * @param masked whether names and date are masked for this caller
     */
    public record ComparedPerson(
            String givenName, String familyName, @Nullable LocalDate birthOn, List<String> countries, boolean masked) {
        public ComparedPerson {
            countries = Lists.copyOf(countries);
        }

        @Override
        public String toString() {
            return "ComparedPerson[…]";
        }
    }

    /** What somebody decided, and why. */
    public record Decision(
            String decision,
            String reason,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt) {
        @Override
        public String toString() {
            return "Decision[" + decision + "]";
        }
    }

    /**
     * A person who looks like an entry. Text forms show the id only.
     *
     * @param id {@code hit_…}; null for a hit of {@link #screen}, which keeps nothing
     * @param score 0 to 1
     * @param evidence what agrees, for example {@code name_and_birth_date}
     * @param matcher which way of comparing found it; null for a hit of {@link #screen}
     * @param decision null while the hit is open
     * @param approvalId only in the answer to a decision: another person was asked to agree, and the hit is open until then
     */
    public record Hit(
            @Nullable String id,
            @Nullable String subscriberId,
            @Nullable HitStatus status,
            String list,
            int listVersion,
            String entryId,
            @Nullable String entryHash,
            String entryName,
            String matchedName,
            BigDecimal score,
            String evidence,
            @Nullable String matcher,
            @Nullable Entry entry,
            @Nullable ComparedPerson subject,
            @Nullable Instant foundAt,
            @Nullable Instant decidedAt,
            @Nullable Decision decision,
            @Nullable String approvalId) {
        @Override
        public String toString() {
            return "Hit[" + id + "]";
        }
    }

    private record Found(@Nullable List<Hit> hits) {}

    private record NewDecision(Verdict decision, String reason) {
        @Override
        public String toString() {
            return "NewDecision[" + decision + "]";
        }
    }

    public Pages<Hit> hits() {
        return api.pages(Call.get(HITS), Hit.class);
    }

    /**
     * Some of the hits.
     *
     * @param status null for any
     * @param subscriberId null for anybody
     */
    public Pages<Hit> hits(@Nullable HitStatus status, @Nullable String subscriberId) {
        Call call = Call.get(HITS).with("status", Constants.written(status)).with("subscriber_id", subscriberId);
        return api.pages(call, Hit.class);
    }

    public Hit hit(String id) {
        return api.ask(Call.get("/v1/screening_hits/{}", id), Hit.class);
    }

    /**
     * Decides a hit, for good.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code hit_decided}: somebody was faster
     */
    public Hit decide(String id, Verdict verdict, String reason) {
        Call call = Call.post("/v1/screening_hits/{}/decisions", id).sending(new NewDecision(verdict, reason));
        return api.ask(call, Hit.class);
    }

    /** Looks a person up. Nothing is kept but that somebody looked. */
    public List<Hit> screen(Subject person) {
        Found found = api.ask(Call.post("/v1/screenings").sending(person).repeatably(), Found.class);
        return Lists.copyOf(found.hits());
    }
}
