package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.money.Money;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An entry of a command of a batch while it is read. */
final class EntryMembers implements Predicate<String> {
    private final Members members;
    private final int faultsBefore;
    private @Nullable AccountId account;
    private ProgramCommand.@Nullable Side side;
    private @Nullable Money amount;

    EntryMembers(Members members) {
        this.members = members;
        this.faultsBefore = members.faults();
    }

    @Override
    public boolean test(String name) {
        switch (name) {
            case "account_id" -> account = members.id(AccountId::of);
            case "side" -> side = members.constant(ProgramCommand.Side.class);
            case "amount" -> amount = members.amount();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The entry; null, and noted, when something of it is missing. */
    ProgramCommand.@Nullable Line line(String here) {
        if (members.faults() > faultsBefore) {
            return null;
        }
        if (account == null) {
            members.fault(here + "/account_id", "required", Members.REQUIRED);
        } else if (side == null) {
            members.fault(here + "/side", "required", Members.REQUIRED);
        } else if (amount == null) {
            members.fault(here + "/amount", "required", Members.REQUIRED);
        } else {
            return new ProgramCommand.Line(account, side, amount);
        }
        return null;
    }
}
