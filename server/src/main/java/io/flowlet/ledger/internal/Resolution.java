package io.flowlet.ledger.internal;

import io.flowlet.http.ProblemCode;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.CaptureHold;
import io.flowlet.ledger.EntryKind;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.PlaceHold;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.ReleaseHold;
import io.flowlet.ledger.Reversal;
import io.flowlet.ledger.internal.ProgramTransfers.BookedLeg;
import io.flowlet.money.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns commands of a program into the ledger's, when everything they name was looked up. */
final class Resolution {
    /** An adjustment was approved by two people: one alone does not undo it. */
    private static final Set<EntryKind> REVERSIBLE = EnumSet.of(EntryKind.POST, EntryKind.CAPTURE);

    private static final String LEG = "/legs/";

    private final ProgramCommands.Known known;

    Resolution(ProgramCommands.Known known) {
        this.known = known;
    }

    Resolved of(ProgramCommand asked) {
        return switch (asked) {
            case ProgramCommand.Transact transact -> transact(transact);
            case ProgramCommand.Enter enter -> enter(enter);
            case ProgramCommand.Place place -> place(place);
            case ProgramCommand.Capture capture -> capture(capture);
            case ProgramCommand.Release release -> release(release);
            case ProgramCommand.Reverse reverse -> reverse(reverse);
        };
    }

    private Resolved transact(ProgramCommand.Transact asked) {
        List<String> places = IntStream.range(0, asked.legs().size())
                .mapToObj(leg -> LEG + leg)
                .toList();
        return posting(asked.legs(), places, asked.valueAt());
    }

    private Resolved enter(ProgramCommand.Enter asked) {
        Optional<List<EntryPairing.Paired>> paired = EntryPairing.pair(asked.entries());
        if (paired.isEmpty()) {
            return new Resolved.Refused(ProblemCode.TRANSACTION_UNBALANCED, null);
        }
        return posting(
                paired.get().stream().map(EntryPairing.Paired::leg).toList(),
                paired.get().stream().map(leg -> "/entries/" + leg.debitEntry()).toList(),
                asked.valueAt());
    }

    private Resolved posting(List<ProgramCommand.Leg> asked, List<String> places, @Nullable Instant valueAt) {
        List<Posting.Leg> legs = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            ProgramCommand.Leg leg = asked.get(i);
            AccountNumber debit = known.accounts().get(leg.debit());
            AccountNumber credit = known.accounts().get(leg.credit());
            if (debit == null || credit == null) {
                return new Resolved.Refused(ProblemCode.NOT_FOUND, places.get(i));
            }
            legs.add(new Posting.Leg(debit, credit, leg.amount()));
        }
        return new Resolved.Ready(new Posting(micros(valueAt), legs), places);
    }

    /** As exact as the books are, so that an answer says what stands in them. */
    private static @Nullable Instant micros(@Nullable Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.MICROS);
    }

    private Resolved place(ProgramCommand.Place asked) {
        AccountNumber debit = known.accounts().get(asked.debit());
        AccountNumber credit = known.accounts().get(asked.credit());
        if (debit == null || credit == null) {
            return new Resolved.Refused(
                    ProblemCode.NOT_FOUND, debit == null ? "/debit_account_id" : "/credit_account_id");
        }
        return new Resolved.Ready(
                new PlaceHold(debit, credit, asked.amount(), asked.captureLimit(), micros(asked.expiresAt())),
                List.of());
    }

    private Resolved capture(ProgramCommand.Capture asked) {
        Hold hold = known.holds().get(asked.hold());
        return hold == null
                ? new Resolved.Refused(ProblemCode.NOT_FOUND, null)
                : new Resolved.Ready(
                        new CaptureHold(hold.ref(), asked.amount(), asked.last(), micros(asked.valueAt())), List.of());
    }

    private Resolved release(ProgramCommand.Release asked) {
        Hold hold = known.holds().get(asked.hold());
        return hold == null
                ? new Resolved.Refused(ProblemCode.NOT_FOUND, null)
                : new Resolved.Ready(new ReleaseHold(hold.ref(), ReleaseHold.Reason.VOID), List.of());
    }

    private Resolved reverse(ProgramCommand.Reverse asked) {
        List<BookedLeg> original = known.transactions().get(asked.transaction());
        if (original == null) {
            return new Resolved.Refused(ProblemCode.NOT_FOUND, null);
        }
        if (!original.stream().allMatch(BookedLeg::own)) {
            return new Resolved.Refused(ProblemCode.ACCOUNT_CONTROLLED, null);
        }
        if (!REVERSIBLE.contains(original.getFirst().kind())) {
            return new Resolved.Refused(ProblemCode.NOT_REVERSIBLE, null);
        }
        return asked.parts().isEmpty()
                ? new Resolved.Ready(
                        new Reversal(
                                asked.transaction(),
                                original.stream().map(leg -> part(leg, null)).toList(),
                                micros(asked.valueAt())),
                        List.of())
                : parts(asked, original);
    }

    private static Resolved parts(ProgramCommand.Reverse asked, List<BookedLeg> original) {
        // the ledger takes parts in the order of the original's legs; a fault is told at the place where it was asked
        List<Integer> order = IntStream.range(0, asked.parts().size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> asked.parts().get(i).leg()))
                .toList();
        List<Reversal.Part> parts = new ArrayList<>(order.size());
        for (int i : order) {
            ProgramCommand.Part part = asked.parts().get(i);
            if (part.leg() >= original.size()) {
                return new Resolved.Refused(ProblemCode.NOT_FOUND, LEG + i);
            }
            BookedLeg leg = original.get(part.leg());
            if (part.amount() != null
                    && !part.amount().currency().equals(leg.leg().amount().currency())) {
                return new Resolved.Refused(ProblemCode.CURRENCY_MISMATCH, LEG + i);
            }
            parts.add(part(leg, part.amount()));
        }
        return new Resolved.Ready(
                new Reversal(asked.transaction(), parts, micros(asked.valueAt())),
                order.stream().map(i -> LEG + i).toList());
    }

    private static Reversal.Part part(BookedLeg leg, @Nullable Money amount) {
        return new Reversal.Part(
                leg.transfer(), leg.debit(), leg.credit(), leg.leg().amount(), amount);
    }
}
