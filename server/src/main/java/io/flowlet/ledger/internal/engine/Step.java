package io.flowlet.ledger.internal.engine;

import io.flowlet.ledger.internal.engine.Outcome.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One leg of one instruction of a unit, in the order of posting.
 *
 * @param command index of the instruction in the unit
 * @param index of the leg or part in the instruction
 * @param debit the account that this debits, or that its hold debits
 */
record Step(Instruction instruction, int command, int index, long debit, long credit, short currency) {
    /** The steps of a unit. Parts of a reversal that have nothing left are no steps while others have. */
    static List<Step> of(Unit unit, Books books) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < unit.instructions().size(); i++) {
            switch (unit.instructions().get(i)) {
                case Post post -> {
                    for (int j = 0; j < post.legs().size(); j++) {
                        steps.add(of(post, i, j, post.legs().get(j)));
                    }
                }
                case Hold hold -> steps.add(of(hold, i, 0, hold.leg()));
                case Capture capture -> steps.add(of(capture, i, capture.hold(), capture.currency()));
                case Release release ->
                    steps.add(of(release, i, release.hold(), release.hold().currency()));
                case Reverse reverse -> addParts(steps, i, reverse, books);
            }
        }
        return steps;
    }

    private static void addParts(List<Step> steps, int command, Reverse reverse, Books books) {
        boolean nothingLeft = books.nothingLeft(reverse);
        for (int j = reverse.parts().size() - 1; j >= 0; j--) {
            Reverse.Part part = reverse.parts().get(j);
            if (nothingLeft || part.amountMinor() != null || books.restMinor(part) > 0) {
                steps.add(new Step(reverse, command, j, part.creditAccount(), part.debitAccount(), part.currency()));
            }
        }
    }

    private static Step of(Instruction instruction, int command, int index, Leg leg) {
        return new Step(instruction, command, index, leg.debitAccount(), leg.creditAccount(), leg.currency());
    }

    private static Step of(Instruction instruction, int command, HoldRef hold, short currency) {
        return new Step(instruction, command, 0, hold.debitAccount(), hold.creditAccount(), currency);
    }

    /** The hold that has to be there already. */
    @Nullable
    HoldRef hold() {
        return switch (instruction) {
            case Capture capture -> capture.hold();
            case Release release -> release.hold();
            case Post post -> null;
            case Hold hold -> null;
            case Reverse reverse -> null;
        };
    }

    Place at(long account) {
        return new Place(command, index, account);
    }

    Place atDebit() {
        return at(debit);
    }
}
