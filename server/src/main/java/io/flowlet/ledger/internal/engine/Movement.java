package io.flowlet.ledger.internal.engine;

import io.flowlet.ledger.internal.engine.MovementLimit.Side;
import io.flowlet.ledger.internal.engine.Outcome.AlreadyReversed;
import io.flowlet.ledger.internal.engine.Outcome.CaptureLimitExceeded;
import io.flowlet.ledger.internal.engine.Outcome.CeilingExceeded;
import io.flowlet.ledger.internal.engine.Outcome.HoldNotOpen;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.MovementLimitExceeded;
import io.flowlet.ledger.internal.engine.Outcome.Overflow;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.ledger.internal.engine.Outcome.Refused;
import io.flowlet.ledger.internal.engine.Outcome.ReversalExceedsRest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Posts the legs of one unit into a draft, each against the effects of those before it, until one is refused. Used once. */
final class Movement {
    private final Books draft;
    private final Booking booking;
    private final List<PostedTransfer> transfers = new ArrayList<>();

    Movement(Books draft, Booking booking) {
        this.draft = draft;
        this.booking = booking;
    }

    /**
     * What one leg does: the amount goes over if its kind moves money, and {@code heldMinor} is added to what both sides hold.
     *
     * @param ref as in {@link PostedTransfer#ref}
     */
    private record Effect(
            TransferKind kind,
            long amountMinor,
            long heldMinor,
            @Nullable UUID ref,
            List<MovementLimit> limits) {
        long movedMinor() {
            return kind.movesMoney() ? amountMinor : 0;
        }

        /** What the leg takes of the room that limits leave: what it releases had been counted already. */
        long burdenMinor() {
            return movedMinor() + heldMinor;
        }
    }

    /** Posts the next leg; null if it stands. */
    @Nullable
    Refused post(Step step) {
        return switch (step.instruction()) {
            case Post post ->
                book(
                        step,
                        new Effect(post.kind(), post.legs().get(step.index()).amountMinor(), 0, null, post.limits()));
            case Hold hold -> place(step, hold);
            case Capture capture -> capture(step, capture);
            case Release release -> release(step, release);
            case Reverse reverse -> reverse(step, reverse);
        };
    }

    /** The unit as it was posted. */
    Posted posted() {
        return new Posted(transfers, draft.holds());
    }

    private @Nullable Refused place(Step step, Hold hold) {
        long amountMinor = hold.leg().amountMinor();
        Refused refused = book(step, new Effect(hold.kind(), amountMinor, amountMinor, null, List.of()));
        if (refused == null) {
            draft.put(new Held(
                    hold.txId(),
                    step.debit(),
                    step.credit(),
                    step.currency(),
                    amountMinor,
                    amountMinor,
                    0,
                    hold.captureLimitMinor(),
                    hold.expiresAt(),
                    HoldState.OPEN,
                    booking.at()));
        }
        return refused;
    }

    private @Nullable Refused capture(Step step, Capture capture) {
        Held hold = draft.knownHold(capture.hold().id());
        if (!hold.isOpen()) {
            return new HoldNotOpen(step.atDebit());
        }
        long amountMinor = capture.amountMinor() == Capture.REST ? hold.remainingMinor() : capture.amountMinor();
        if (amountMinor > hold.capturableMinor()) {
            return new CaptureLimitExceeded(step.atDebit());
        }
        long releasedMinor = capture.last() ? hold.remainingMinor() : Math.min(amountMinor, hold.remainingMinor());
        Refused refused = book(step, new Effect(capture.kind(), amountMinor, -releasedMinor, hold.id(), List.of()));
        if (refused == null) {
            draft.put(hold.captured(amountMinor, releasedMinor));
        }
        return refused;
    }

    private @Nullable Refused release(Step step, Release release) {
        Held hold = draft.knownHold(release.hold().id());
        if (!hold.isOpen()) {
            return new HoldNotOpen(step.atDebit());
        }
        Refused refused = book(
                step, new Effect(release.kind(), hold.remainingMinor(), -hold.remainingMinor(), hold.id(), List.of()));
        if (refused == null) {
            draft.put(hold.released(release.end()));
        }
        return refused;
    }

    private @Nullable Refused reverse(Step step, Reverse reverse) {
        Reverse.Part part = reverse.parts().get(step.index());
        long restMinor = draft.restMinor(part);
        if (restMinor == 0 && nextIndex(reverse) == 0 && draft.nothingLeft(reverse)) {
            return new AlreadyReversed(step.atDebit());
        }
        long amountMinor = part.amountMinor() == null ? restMinor : part.amountMinor();
        if (amountMinor > restMinor) {
            return new ReversalExceedsRest(step.atDebit());
        }
        if (amountMinor == 0) { // others of the transaction move
            return null;
        }
        Refused refused = book(step, new Effect(reverse.kind(), amountMinor, 0, part.transfer(), List.of()));
        if (refused == null) {
            long reversedMinor = part.movedMinor() - restMinor + amountMinor;
            draft.put(new Reversed(part.transfer(), part.movedMinor(), reversedMinor));
        }
        return refused;
    }

    private @Nullable Refused book(Step step, Effect effect) {
        Account debit = draft.knownAccount(step.debit());
        Account credit = draft.knownAccount(step.credit());
        Refused refused = refused(step, effect, debit, credit);
        if (refused != null) {
            return refused;
        }
        Account debited = debit.debited(effect.movedMinor(), effect.heldMinor(), booking);
        Account credited = credit.credited(effect.movedMinor(), effect.heldMinor(), booking);
        draft.put(debited);
        draft.put(credited);
        transfers.add(new PostedTransfer(
                step.instruction().txId(),
                nextIndex(step.instruction()),
                effect.kind(),
                booking.valueAt(step.instruction()),
                new Leg(step.debit(), step.credit(), effect.amountMinor(), step.currency()),
                PostedTransfer.Side.of(debited),
                PostedTransfer.Side.of(credited),
                effect.heldMinor(),
                effect.ref()));
        return null;
    }

    private @Nullable Refused refused(Step step, Effect effect, Account debit, Account credit) {
        long movedMinor = effect.movedMinor();
        long burdenMinor = effect.burdenMinor();
        if (burdenMinor > 0 && !debit.coversDebit(burdenMinor)) {
            return new InsufficientFunds(step.at(debit.id()));
        }
        if (burdenMinor > 0 && !credit.takesCredit(burdenMinor)) {
            return new CeilingExceeded(step.at(credit.id()));
        }
        for (MovementLimit limit : effect.limits()) {
            Account limited = limit.side() == Side.DEBIT ? debit : credit;
            if (limited.id() == limit.account() && !limited.staysWithin(limit, movedMinor, booking)) {
                return new MovementLimitExceeded(step.at(limited.id()));
            }
        }
        if (!debit.countsDebit(movedMinor, effect.heldMinor())) {
            return new Overflow(step.at(debit.id()));
        }
        return credit.countsCredit(movedMinor, effect.heldMinor()) ? null : new Overflow(step.at(credit.id()));
    }

    /** Transfers of one transaction count on from 0; a part that has nothing left makes none. */
    private int nextIndex(Instruction instruction) {
        if (transfers.isEmpty() || !transfers.getLast().txId().equals(instruction.txId())) {
            return 0;
        }
        return transfers.getLast().index() + 1;
    }
}
