package io.flowlet.ledger.http;

import io.flowlet.ledger.ProgramCommand;
import io.flowlet.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One text for each meaning of a command, which its key is held against. Kept with keys for ever: a change here would make every repeat of an
 * older request another one.
 */
final class Canonical {
    private static final char NEXT = ' ';

    private Canonical() {}

    static String of(ProgramCommand command) {
        StringBuilder text = new StringBuilder(128);
        switch (command) {
            case ProgramCommand.Transact(var legs, var valueAt) -> {
                text.append("transaction");
                part(text, valueAt);
                for (ProgramCommand.Leg leg : legs) {
                    part(text, leg.debit());
                    part(text, leg.credit());
                    money(text, leg.amount());
                }
            }
            case ProgramCommand.Enter(var entries, var valueAt) -> {
                text.append("entries");
                part(text, valueAt);
                for (ProgramCommand.Line line : entries) {
                    part(text, line.side());
                    part(text, line.account());
                    money(text, line.amount());
                }
            }
            case ProgramCommand.Place(var debit, var credit, var amount, var limit, var expiresAt) -> {
                part(text.append("hold"), debit);
                part(text, credit);
                money(text, amount);
                money(text, limit);
                part(text, expiresAt);
            }
            case ProgramCommand.Capture(var hold, var amount, var last, var valueAt) -> {
                part(text.append("capture"), hold);
                money(text, amount);
                part(text, last);
                part(text, valueAt);
            }
            case ProgramCommand.Release(var hold) -> part(text.append("void"), hold);
            case ProgramCommand.Reverse(var transaction, var parts, var valueAt) -> {
                part(text.append("reversal"), transaction);
                part(text, valueAt);
                for (ProgramCommand.Part part : parts) {
                    part(text, part.leg());
                    money(text, part.amount());
                }
            }
        }
        return text.toString();
    }

    /** Of commands that are all or nothing. */
    static String of(List<ProgramCommand> commands) {
        StringBuilder text = new StringBuilder(commands.size() * 128);
        commands.forEach(command -> text.append(of(command)).append('\n'));
        return text.toString();
    }

    private static void part(StringBuilder text, @Nullable Object value) {
        text.append(NEXT).append(value == null ? "-" : value);
    }

    private static void money(StringBuilder text, @Nullable Money money) {
        if (money == null) {
            text.append(NEXT).append('-');
        } else {
            text.append(NEXT).append(money.currency().code()).append(money.minor());
        }
    }
}
