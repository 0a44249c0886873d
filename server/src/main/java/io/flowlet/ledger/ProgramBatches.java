package io.flowlet.ledger;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyRow;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.internal.BatchAnswers;
import io.flowlet.ledger.internal.ProgramCommands;
import io.flowlet.ledger.internal.ProgramConsequences;
import io.flowlet.ledger.internal.Resolved;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Carries out many commands of a program with one request: each for itself, or all together or not at all. Thread-safe.
 *
 * <p>Independent commands go to the tenant's lane in chunks of {@value #CHUNK}, which take turns with what others post. Each has its own key,
 * so a repeat of the batch does what a crash or an overload left over and tells the rest as it was.
 */
@Component
public final class ProgramBatches {
    /** Most commands that are all or nothing. */
    public static final int MAX_ATOMIC = PostingUnit.MAX_COMMANDS;

    /** Most commands that are each for themselves. */
    public static final int MAX_INDEPENDENT = 10_000;

    private static final int CHUNK = 1_000;
    private static final Set<AccountOwner> PROGRAM = Set.of(AccountOwner.PROGRAM);

    private final Ledger ledger;
    private final ProgramCommands commands;
    private final BatchAnswers answers;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final IdempotencyStore store;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    ProgramBatches(
            Ledger ledger,
            ProgramCommands commands,
            BatchAnswers answers,
            Transactions transactions,
            Idempotency idempotency,
            IdempotencyStore store,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.ledger = ledger;
        this.commands = commands;
        this.answers = answers;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.store = store;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** One command of a batch and the key that it acts once for. */
    public record Keyed(ProgramCommand command, IdempotencyKey key) {}

    /**
     * Carries out each command for itself, in their order.
     *
     * <p>What it throws came from the database: some were perhaps carried out, and a repeat with the same keys tells which.
     *
     * @param batch names the request as a whole
     * @return an outcome for each; empty when the same batch is running on this instance
     */
    public Optional<List<BatchOutcome>> independent(Caller caller, IdempotencyKey batch, List<Keyed> asked) {
        return idempotency.unlessRunning(batch, () -> {
            List<BatchOutcome> outcomes = new ArrayList<>(asked.size());
            // a later command may count on an earlier one: after a gap nothing more is tried
            BatchOutcome.NotAttempted gap = null;
            for (int from = 0; from < asked.size(); from += CHUNK) {
                List<Keyed> chunk = asked.subList(from, Math.min(asked.size(), from + CHUNK));
                List<BatchOutcome> its = gap == null ? chunk(caller, chunk) : Collections.nCopies(chunk.size(), gap);
                outcomes.addAll(its);
                gap = gap(its);
            }
            return outcomes;
        });
    }

    private static BatchOutcome.@Nullable NotAttempted gap(List<BatchOutcome> outcomes) {
        for (BatchOutcome outcome : outcomes) {
            if (outcome instanceof BatchOutcome.NotAttempted gap) {
                return gap;
            }
        }
        return null;
    }

    private List<BatchOutcome> chunk(Caller caller, List<Keyed> chunk) {
        List<Resolved> resolved = transactions.in(
                caller.tenant(),
                () -> commands.resolve(
                        caller.tenant(), chunk.stream().map(Keyed::command).toList()));
        List<PostingUnit> units = new ArrayList<>(chunk.size());
        Instant deadline = clock.instant().plus(ProgramLedger.PATIENCE);
        for (int i = 0; i < chunk.size(); i++) {
            if (resolved.get(i) instanceof Resolved.Ready ready) {
                units.add(unit(caller, chunk.get(i), ready, deadline));
            }
        }
        List<PostingReceipt> receipts = ledger.postAll(units);
        BatchOutcome[] outcomes = new BatchOutcome[chunk.size()];
        List<Integer> refused = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < outcomes.length; i++) {
            switch (resolved.get(i)) {
                case Resolved.Ready ready ->
                    outcomes[i] =
                            answers.outcome(receipts.get(next++), chunk.get(i).command(), ready);
                case Resolved.Refused early -> refused.add(i);
            }
        }
        if (!refused.isEmpty()) {
            refuse(caller, chunk, resolved, refused, outcomes);
        }
        return Arrays.asList(outcomes);
    }

    private PostingUnit unit(Caller caller, Keyed keyed, Resolved.Ready ready, Instant deadline) {
        ProgramCommand asked = keyed.command();
        Function<PostingOutcome, StoredAnswer> answer = outcome -> answers.stored(outcome, asked, ready);
        return new PostingUnit(
                caller.tenant(),
                PROGRAM,
                List.of(ready.command()),
                keyed.key(),
                new ProgramConsequences(caller, List.of(asked), keyed.key().key(), answer, ids),
                deadline);
    }

    /** What was refused before it came to the lane: what its key says comes first, also of an earlier command of this batch. */
    private void refuse(
            Caller caller,
            List<Keyed> chunk,
            List<Resolved> resolved,
            List<Integer> refused,
            @Nullable BatchOutcome[] outcomes) {
        transactions.run(caller.tenant(), () -> {
            Map<UUID, IdempotencyRow> before = store.findAll(
                    caller.tenant(),
                    refused.stream().map(i -> chunk.get(i).key()).toList());
            List<AuditEvent> events = new ArrayList<>();
            for (int i : refused) {
                IdempotencyKey key = chunk.get(i).key();
                IdempotencyRow row = before.get(IdempotencyStore.slot(key));
                if (row != null) {
                    outcomes[i] = row.key().sameRequestAs(key)
                            ? answers.replayed(row.answer())
                            : new BatchOutcome.Refused(ProblemCode.IDEMPOTENCY_KEY_REUSED, null, false);
                } else if (resolved.get(i) instanceof Resolved.Refused(var reason, var pointer)) {
                    outcomes[i] = new BatchOutcome.Refused(reason, pointer, false);
                    events.add(ProgramConsequences.refusal(caller, chunk.get(i).command(), reason, key.key()));
                }
            }
            audit.recordAll(events);
        });
    }

    /** What became of commands that are all or nothing. */
    public sealed interface Together {
        /** All of them stand in the books. */
        record Posted(List<BatchOutcome.Posted> outcomes) implements Together {
            public Posted {
                outcomes = List.copyOf(outcomes);
            }
        }

        /**
         * None does, because of one of them.
         *
         * @param command its place
         * @param pointer into the command; null for the whole of it
         */
        record Refused(
                ProblemCode reason, int command, @Nullable String pointer) implements Together {}
    }

    /** Carries out all commands or none, once for each key. */
    public OnceOutcome together(Caller caller, List<ProgramCommand> asked, Once<Together> once) {
        return idempotency.alone(once.key(), () -> {
            List<Resolved> resolved = transactions.in(caller.tenant(), () -> commands.resolve(caller.tenant(), asked));
            List<Resolved.Ready> ready = new ArrayList<>(asked.size());
            for (int i = 0; i < asked.size(); i++) {
                switch (resolved.get(i)) {
                    case Resolved.Ready one -> ready.add(one);
                    case Resolved.Refused(var reason, var pointer) -> {
                        return refuse(caller, asked.get(i), new Together.Refused(reason, i, pointer), once);
                    }
                }
            }
            return post(caller, asked, ready, once);
        });
    }

    private OnceOutcome post(
            Caller caller, List<ProgramCommand> asked, List<Resolved.Ready> ready, Once<Together> once) {
        Function<PostingOutcome, StoredAnswer> answer = once.answer().compose(outcome -> switch (outcome) {
            case PostingOutcome.Posted posted -> new Together.Posted(BatchAnswers.posted(posted, asked));
            case PostingOutcome.Refused refused ->
                new Together.Refused(
                        refused.reason().problem(),
                        refused.command(),
                        ready.get(refused.command()).place(refused));
        });
        PostingUnit unit = new PostingUnit(
                caller.tenant(),
                PROGRAM,
                ready.stream().map(Resolved.Ready::command).toList(),
                once.key(),
                new ProgramConsequences(caller, asked, once.key().key(), answer, ids),
                clock.instant().plus(ProgramLedger.PATIENCE));
        return ProgramLedger.outcome(ledger.post(unit), answer);
    }

    private OnceOutcome refuse(Caller caller, ProgramCommand command, Together.Refused refused, Once<Together> once) {
        return idempotency.before(once.key()).orElseGet(() -> {
            audit.recordAlone(ProgramConsequences.refusal(
                    caller, command, refused.reason(), once.key().key()));
            return new OnceOutcome.Fresh(once.answer().apply(refused));
        });
    }
}
