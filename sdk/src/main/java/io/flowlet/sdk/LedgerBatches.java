package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/ledger/batches}: many commands with one request. Repeat a batch whose answer was lost, or that has commands which were not
 * attempted, under the same key: what was done is told and not done again.
 */
public final class LedgerBatches {
    private final Api api;

    LedgerBatches(Api api) {
        this.api = api;
    }

    /** How a command ended. */
    public enum Status {
        POSTED,
        REFUSED,
        /** Nobody looked at it: repeat the batch. */
        NOT_ATTEMPTED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** One command: made by {@link #transaction}, {@link #hold}, {@link #capture}, {@link #release} or {@link #reversal}. */
    public record Command(
            String type,
            @Nullable String idempotencyKey,
            @Nullable List<?> legs,
            @Nullable List<Ledger.Entry> entries,
            @Nullable Instant valueAt,
            @Nullable String debitAccountId,
            @Nullable String creditAccountId,
            @Nullable Money amount,
            @Nullable Money captureLimit,
            @Nullable Instant expiresAt,
            @Nullable String holdId,
            @Nullable Boolean last,
            @Nullable String transactionId) {
        public static Command transaction(Ledger.NewTransaction of) {
            return new Command(
                    "transaction",
                    null,
                    of.legs(),
                    of.entries(),
                    of.valueAt(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        public static Command hold(LedgerHolds.NewHold of) {
            return new Command(
                    "hold",
                    null,
                    null,
                    null,
                    null,
                    of.debitAccountId(),
                    of.creditAccountId(),
                    of.amount(),
                    of.captureLimit(),
                    of.expiresAt(),
                    null,
                    null,
                    null);
        }

        public static Command capture(String holdId, LedgerHolds.Capture of) {
            return new Command(
                    "capture",
                    null,
                    null,
                    null,
                    of.valueAt(),
                    null,
                    null,
                    of.amount(),
                    null,
                    null,
                    holdId,
                    of.last(),
                    null);
        }

        /** Gives back what a hold still holds. */
        public static Command release(String holdId) {
            return new Command("void", null, null, null, null, null, null, null, null, null, holdId, null, null);
        }

        /** Moves back all that is left of a transaction. */
        public static Command reversal(String transactionId) {
            return new Command(
                    "reversal", null, null, null, null, null, null, null, null, null, null, null, transactionId);
        }

        /** Moves back some legs of a transaction. */
        public static Command reversal(String transactionId, List<Ledger.Part> legs) {
            return new Command(
                    "reversal",
                    null,
                    List.copyOf(legs),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    transactionId);
        }

        /** The same under a key of its own; without one its key is the batch's and its place. Not for atomic batches. */
        public Command once(IdempotencyKey key) {
            return new Command(
                    type,
                    key.value(),
                    legs,
                    entries,
                    valueAt,
                    debitAccountId,
                    creditAccountId,
                    amount,
                    captureLimit,
                    expiresAt,
                    holdId,
                    last,
                    transactionId);
        }
    }

    /**
     * Why a command was not carried out.
     *
     * @param code see the catalogue of problems
     */
    public record Reason(String code, String title, int status, String detail) {}

    /**
     * What became of one command.
     *
     * @param index its place
     * @param transactionId null unless it was posted
     * @param holdId the hold that it placed, captured or gave back; null for others
     * @param bookedAt null unless it was posted
     * @param replayed true when an earlier request did it
     * @param problem null when it was posted
     */
    public record Outcome(
            int index,
            Status status,
            @Nullable String transactionId,
            @Nullable String holdId,
            @Nullable Instant bookedAt,
            @Nullable Boolean replayed,
            @Nullable Reason problem) {}

    /** What became of a batch: an outcome for each command, in their order. */
    public record Batch(String mode, int posted, int refused, int notAttempted, List<Outcome> outcomes) {
        public Batch {
            outcomes = Lists.copyOf(outcomes);
        }
    }

    private record NewBatch(String mode, List<Command> commands) {}

    /** Carries out up to 10,000 commands, each for itself. */
    public Batch each(List<Command> commands, IdempotencyKey key) {
        return post("independent", commands, key);
    }

    /**
     * Carries out up to 1,000 commands, all or none.
     *
     * @throws io.flowlet.sdk.problem.ApiProblem as the command that was refused would have been answered with; nothing was posted
     */
    public Batch together(List<Command> commands, IdempotencyKey key) {
        return post("atomic", commands, key);
    }

    private Batch post(String mode, List<Command> commands, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/ledger/batches")
                        .sending(new NewBatch(mode, List.copyOf(commands)))
                        .once(key),
                Batch.class);
    }
}
