package io.flowlet.ledger.internal;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.LedgerTransaction;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.ProgramHold;
import io.flowlet.ledger.ProgramOutcome;
import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the ledger decided about one command of a program, as the program is told. */
public record ProgramAnswers(ProgramCommand asked, Resolved.Ready ready, Map<AccountNumber, AccountId> names)
        implements Function<PostingOutcome, ProgramOutcome> {
    @Override
    public ProgramOutcome apply(PostingOutcome outcome) {
        return switch (outcome) {
            case PostingOutcome.Posted posted ->
                new ProgramOutcome.Posted(
                        transaction(posted.first()),
                        posted.holds().stream().findFirst().map(this::hold).orElse(null));
            case PostingOutcome.Refused refused -> refused(refused.reason().problem(), ready.place(refused));
        };
    }

    /** A refusal for one leg, or as a whole. */
    public static ProgramOutcome.Refused refused(ProblemCode reason, @Nullable String pointer) {
        return new ProgramOutcome.Refused(reason, faults(reason, pointer));
    }

    /** What a problem says about the leg that was the reason. */
    public static List<FieldFault> faults(ProblemCode reason, @Nullable String pointer) {
        return pointer == null ? List.of() : List.of(new FieldFault(pointer, reason.code(), reason.detail()));
    }

    private LedgerTransaction transaction(PostedTransaction posted) {
        TransactionId reverses = asked instanceof ProgramCommand.Reverse reverse ? reverse.transaction() : null;
        return new LedgerTransaction(
                posted.id(),
                posted.kind(),
                posted.valueAt(),
                posted.bookedAt(),
                reverses,
                ProgramConsequences.hold(asked, posted.id()),
                posted.legs().stream().map(this::leg).toList());
    }

    private LedgerTransaction.Leg leg(PostedTransaction.PostedLeg leg) {
        return new LedgerTransaction.Leg(
                name(leg.debit().account()),
                name(leg.credit().account()),
                leg.amount(),
                Money.zero(leg.amount().currency()));
    }

    private ProgramHold hold(Hold hold) {
        return new ProgramHold(hold, name(hold.debit()), name(hold.credit()), true);
    }

    private AccountId name(AccountNumber number) {
        return Optional.ofNullable(names.get(number)).orElseThrow();
    }
}
