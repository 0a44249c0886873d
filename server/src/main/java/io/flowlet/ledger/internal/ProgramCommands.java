package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.Adjustment;
import io.flowlet.ledger.CaptureHold;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.PlaceHold;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.ReleaseHold;
import io.flowlet.ledger.Reversal;
import io.flowlet.ledger.TransactionId;
import io.flowlet.ledger.internal.ProgramTransfers.BookedLeg;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Looks up what commands of a program name, all at once: one statement a kind of name. Works inside the open transaction of the tenant.
 * Thread-safe.
 */
@Component
public final class ProgramCommands {
    private final AccountNumbers accounts;
    private final AccountRows rows;
    private final HoldRows holds;
    private final ProgramTransfers transfers;

    ProgramCommands(AccountNumbers accounts, AccountRows rows, HoldRows holds, ProgramTransfers transfers) {
        this.accounts = accounts;
        this.rows = rows;
        this.holds = holds;
        this.transfers = transfers;
    }

    /** What the names mean. */
    record Known(
            Map<AccountId, AccountNumber> accounts,
            Map<HoldId, Hold> holds,
            Map<TransactionId, List<BookedLeg>> transactions) {}

    /** Each command as the ledger takes it, or why it cannot be taken, in their order. */
    public List<Resolved> resolve(TenantId tenant, Collection<ProgramCommand> asked) {
        Set<AccountId> accountIds = new HashSet<>();
        Set<HoldId> holdIds = new HashSet<>();
        Set<TransactionId> transactionIds = new HashSet<>();
        for (ProgramCommand command : asked) {
            switch (command) {
                case ProgramCommand.Transact transact ->
                    transact.legs().forEach(leg -> {
                        accountIds.add(leg.debit());
                        accountIds.add(leg.credit());
                    });
                case ProgramCommand.Enter enter -> enter.entries().forEach(line -> accountIds.add(line.account()));
                case ProgramCommand.Place place -> {
                    accountIds.add(place.debit());
                    accountIds.add(place.credit());
                }
                case ProgramCommand.Capture capture -> holdIds.add(capture.hold());
                case ProgramCommand.Release release -> holdIds.add(release.hold());
                case ProgramCommand.Reverse reverse -> transactionIds.add(reverse.transaction());
            }
        }
        Resolution resolution = new Resolution(new Known(
                accounts.find(tenant, accountIds), holds(tenant, holdIds), transfers.find(tenant, transactionIds)));
        return asked.stream().map(resolution::of).toList();
    }

    /**
     * One command, and what its accounts are called outside.
     *
     * @param names empty for a command that cannot be taken
     */
    public record Named(Resolved resolved, Map<AccountNumber, AccountId> names) {}

    /** As {@link #resolve}, with what is needed to tell of it. */
    public Named named(TenantId tenant, ProgramCommand asked) {
        Resolved resolved = resolve(tenant, List.of(asked)).getFirst();
        return switch (resolved) {
            case Resolved.Ready ready -> new Named(ready, rows.names(tenant, numbers(ready.command())));
            case Resolved.Refused refused -> new Named(refused, Map.of());
        };
    }

    private static Set<AccountNumber> numbers(Command command) {
        Set<AccountNumber> numbers = new HashSet<>();
        switch (command) {
            case Posting posting -> posting.legs().forEach(leg -> addBoth(numbers, leg.debit(), leg.credit()));
            case Adjustment adjustment -> adjustment.legs().forEach(leg -> addBoth(numbers, leg.debit(), leg.credit()));
            case PlaceHold place -> addBoth(numbers, place.debit(), place.credit());
            case CaptureHold capture ->
                addBoth(numbers, capture.hold().debit(), capture.hold().credit());
            case ReleaseHold release ->
                addBoth(numbers, release.hold().debit(), release.hold().credit());
            case Reversal reversal -> reversal.parts().forEach(part -> addBoth(numbers, part.debit(), part.credit()));
        }
        return numbers;
    }

    private static void addBoth(Set<AccountNumber> numbers, AccountNumber debit, AccountNumber credit) {
        numbers.add(debit);
        numbers.add(credit);
    }

    private Map<HoldId, Hold> holds(TenantId tenant, Set<HoldId> wanted) {
        return wanted.isEmpty()
                ? Map.of()
                : holds.find(tenant, wanted).stream().collect(Collectors.toMap(Hold::id, Function.identity()));
    }
}
