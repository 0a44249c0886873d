package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.money.Money;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A leg of a command of a batch while it is read: a transaction's or a reversal's, which is known only later. */
final class LegMembers implements Predicate<String> {
    private static final String UNKNOWN = "A leg of this type of command takes no such member.";

    private final Members members;
    private @Nullable AccountId debit;
    private @Nullable AccountId credit;
    private @Nullable Money amount;
    private @Nullable Integer index;

    LegMembers(Members members) {
        this.members = members;
    }

    @Override
    public boolean test(String name) {
        switch (name) {
            case "debit_account_id" -> debit = members.id(AccountId::of);
            case "credit_account_id" -> credit = members.id(AccountId::of);
            case "amount" -> amount = members.isNull() ? null : members.amount();
            case "index" -> index = members.count(Posting.MAX_LEGS - 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** As a movement; null, and noted, when it is none. */
    ProgramCommand.@Nullable Leg movement(String here) {
        if (index != null) {
            members.fault(here + "/index", "unknown_member", UNKNOWN);
        } else if (debit == null) {
            members.fault(here + "/debit_account_id", "required", Members.REQUIRED);
        } else if (credit == null) {
            members.fault(here + "/credit_account_id", "required", Members.REQUIRED);
        } else if (amount == null) {
            members.fault(here + "/amount", "required", Members.REQUIRED);
        } else {
            return new ProgramCommand.Leg(debit, credit, amount);
        }
        return null;
    }

    /** As a part of a reversal; null, and noted, when it is none. */
    ProgramCommand.@Nullable Part part(String here) {
        if (debit != null || credit != null) {
            members.fault(
                    here + (debit != null ? "/debit_account_id" : "/credit_account_id"), "unknown_member", UNKNOWN);
            return null;
        }
        if (index == null) {
            members.fault(here + "/index", "required", Members.REQUIRED);
            return null;
        }
        return new ProgramCommand.Part(index, amount);
    }
}
