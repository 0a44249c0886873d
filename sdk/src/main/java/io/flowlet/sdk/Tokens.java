package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tokens}: what stands for a card, account or document number where the number itself must not be. */
public final class Tokens {
    private static final String TOKEN = "/v1/tokens/{}";

    private final Api api;

    Tokens(Api api) {
        this.api = api;
    }

    /** What a value is. */
    public enum Type {
        CARD_NUMBER,
        ACCOUNT_NUMBER,
        DOCUMENT_NUMBER,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** What a token looks like. */
    public enum Format {
        /** Drawn by lot. */
        RANDOM,
        /** With the value's shape, and part of it in clear. */
        PRESERVING,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** Why somebody needs a value in clear; the server keeps it. */
    public enum Purpose {
        PAYMENT,
        DISPUTE,
        FRAUD_INVESTIGATION,
        LEGAL_REQUEST,
        SUBSCRIBER_REQUEST
    }

    /**
     * A value to exchange. Text forms hide it.
     *
     * @param value spaces do not matter; never a verification code, a PIN or track data
     * @param subjectId the subscriber whose it is; null for nobody's
     */
    public record NewToken(
            Type type,
            String value,
            Format format,
            @Nullable String subjectId) {
        @Override
        public String toString() {
            return "NewToken[" + type + "]";
        }
    }

    /**
     * A token. Text forms show its id only.
     *
     * @param id {@code tok_…}, by which the API knows it
     * @param token what to keep in place of the value
     * @param masked the value as people may see it
     */
    public record Token(
            String id,
            Type type,
            Format format,
            String token,
            String masked,
            @Nullable String subjectId,
            Instant createdAt) {
        @Override
        public String toString() {
            return "Token[" + id + "]";
        }
    }

    /** A value in clear. Text forms hide it. */
    public record RevealedValue(String id, String value) {
        @Override
        public String toString() {
            return "RevealedValue[" + id + "]";
        }
    }

    /** Text forms hide the token, which may show digits of its value. */
    record LookupRequest(Type type, String token) {
        @Override
        public String toString() {
            return "LookupRequest[" + type + "]";
        }
    }

    /** Text forms hide the reason, which may be personal. */
    record RevealRequest(Purpose purpose, String reason) {
        @Override
        public String toString() {
            return "RevealRequest[" + purpose + "]";
        }
    }

    /** As {@link #create(NewToken, IdempotencyKey)}, under a fresh key. */
    public Token create(NewToken token) {
        return create(token, IdempotencyKey.fresh());
    }

    /**
     * The token of a value: the one that it has already in its type and format, or a new one.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code token_of_another}: the value is another subscriber's
     * @throws io.flowlet.sdk.problem.ValidationProblem {@code format_not_preservable}
     */
    public Token create(NewToken token, IdempotencyKey key) {
        return api.ask(Call.post("/v1/tokens").sending(token).once(key), Token.class);
    }

    /** The token with its value masked. */
    public Token find(String id) {
        return api.ask(Call.get(TOKEN, id), Token.class);
    }

    /**
     * The same, for whoever holds the token and not its id.
     *
     * @param token as {@link Token#token} says
     */
    public Token lookUp(Type type, String token) {
        return api.ask(Call.post("/v1/tokens/lookups").sending(new LookupRequest(type, token)), Token.class);
    }

    /**
     * The value in clear. Each time is on record, so nothing is repeated when an answer is lost.
     *
     * @param reason kept encrypted
     */
    public RevealedValue reveal(String id, Purpose purpose, String reason) {
        return api.ask(
                Call.post("/v1/tokens/{}/reveal", id).sending(new RevealRequest(purpose, reason)), RevealedValue.class);
    }

    /** Ends a token and forgets its value, for good; who revealed it stays on record. */
    public void delete(String id) {
        api.tell(Call.delete(TOKEN, id));
    }
}
