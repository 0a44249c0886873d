package io.flowlet.ledger.http;

import io.flowlet.http.Idempotency;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one command of a batch after the other. Its type may stand after its members, so they are judged when all are there. */
final class CommandReader {
    private static final BatchRequest.Item FAULTY =
            new BatchRequest.Item(new ProgramCommand.Transact(List.of(), null), null);

    /** What a command can be. */
    enum Type {
        TRANSACTION,
        HOLD,
        CAPTURE,
        VOID,
        REVERSAL;

        private Set<Member> required() {
            return switch (this) {
                case TRANSACTION -> Set.of();
                case HOLD -> Set.of(Member.DEBIT_ACCOUNT_ID, Member.CREDIT_ACCOUNT_ID, Member.AMOUNT);
                case CAPTURE, VOID -> Set.of(Member.HOLD_ID);
                case REVERSAL -> Set.of(Member.TRANSACTION_ID);
            };
        }

        private Set<Member> optional() {
            return switch (this) {
                case TRANSACTION -> Set.of(Member.LEGS, Member.ENTRIES, Member.VALUE_AT);
                case HOLD -> Set.of(Member.CAPTURE_LIMIT, Member.EXPIRES_AT);
                case CAPTURE -> Set.of(Member.AMOUNT, Member.LAST, Member.VALUE_AT);
                case VOID -> Set.of();
                case REVERSAL -> Set.of(Member.LEGS, Member.VALUE_AT);
            };
        }
    }

    /** Members beside the type and the key. */
    private enum Member {
        LEGS,
        ENTRIES,
        VALUE_AT,
        DEBIT_ACCOUNT_ID,
        CREDIT_ACCOUNT_ID,
        AMOUNT,
        CAPTURE_LIMIT,
        EXPIRES_AT,
        HOLD_ID,
        LAST,
        TRANSACTION_ID
    }

    private final Members members;
    private String here = "";
    private @Nullable Type type;
    private @Nullable String key;
    private final Set<Member> sent = EnumSet.noneOf(Member.class);
    private final Set<Member> given = EnumSet.noneOf(Member.class);
    private List<LegMembers> legs = List.of();
    private List<ProgramCommand.Line> entries = List.of();
    private @Nullable Instant valueAt;
    private @Nullable Instant expiresAt;
    private @Nullable AccountId debit;
    private @Nullable AccountId credit;
    private @Nullable Money amount;
    private @Nullable Money captureLimit;
    private @Nullable HoldId hold;
    private @Nullable Boolean last;
    private @Nullable TransactionId transaction;

    CommandReader(Members members) {
        this.members = members;
    }

    /** Reads the command that begins here; when it has a fault, what is returned is nothing to carry out. */
    BatchRequest.Item read(int index) {
        here = "/commands/" + index;
        int before = members.faults();
        clear();
        if (members.isObject()) {
            members.object(this::member);
            ProgramCommand command = command(before);
            if (command != null && members.faults() == before) {
                return new BatchRequest.Item(command, key);
            }
        }
        return FAULTY;
    }

    private void clear() {
        type = null;
        key = null;
        sent.clear();
        given.clear();
        legs = List.of();
        entries = List.of();
        valueAt = null;
        expiresAt = null;
        debit = null;
        credit = null;
        amount = null;
        captureLimit = null;
        hold = null;
        last = null;
        transaction = null;
    }

    private boolean member(String name) {
        switch (name) {
            case "type" -> type = members.constant(Type.class);
            case "idempotency_key" -> key = members.isNull() ? null : key();
            case "legs" -> take(Member.LEGS, () -> legs = legs());
            case "entries" -> take(Member.ENTRIES, () -> entries = entries());
            case "value_at" -> take(Member.VALUE_AT, () -> valueAt = members.time());
            case "debit_account_id" -> take(Member.DEBIT_ACCOUNT_ID, () -> debit = members.id(AccountId::of));
            case "credit_account_id" -> take(Member.CREDIT_ACCOUNT_ID, () -> credit = members.id(AccountId::of));
            case "amount" -> take(Member.AMOUNT, () -> amount = members.amount());
            case "capture_limit" -> take(Member.CAPTURE_LIMIT, () -> captureLimit = members.amount());
            case "expires_at" -> take(Member.EXPIRES_AT, () -> expiresAt = members.time());
            case "hold_id" -> take(Member.HOLD_ID, () -> hold = members.id(HoldId::of));
            case "last" -> take(Member.LAST, () -> last = members.bool());
            case "transaction_id" -> take(Member.TRANSACTION_ID, () -> transaction = members.id(TransactionId::of));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void take(Member member, Runnable read) {
        sent.add(member);
        if (!members.isNull()) {
            given.add(member);
            read.run();
        }
    }

    private @Nullable String key() {
        String text = members.text();
        if (text != null && !Idempotency.isKey(text)) {
            members.fault(
                    here + "/idempotency_key",
                    "malformed",
                    "A key is 1 to 255 visible ASCII characters, and no card number.");
        }
        return text;
    }

    private @Nullable ProgramCommand command(int faultsBefore) {
        Type is = type;
        if (is == null) {
            if (members.faults() == faultsBefore) {
                members.fault(here + "/type", "required", Members.REQUIRED);
            }
            return null;
        }
        Set<Member> required = is.required();
        Set<Member> optional = is.optional();
        for (Member member : sent) {
            if (!required.contains(member) && !optional.contains(member)) {
                members.fault(place(member), "unknown_member", "A command of this type takes no such member.");
            }
        }
        for (Member member : required) {
            if (!given.contains(member)) {
                members.fault(place(member), "required", Members.REQUIRED);
            }
        }
        if (members.faults() > faultsBefore) {
            return null;
        }
        return switch (is) {
            case TRANSACTION -> transaction();
            case HOLD -> hold();
            case CAPTURE ->
                hold == null
                        ? null
                        : new ProgramCommand.Capture(hold, amount, last == null ? amount == null : last, valueAt);
            case VOID -> hold == null ? null : new ProgramCommand.Release(hold);
            case REVERSAL -> reversal();
        };
    }

    private String place(Member member) {
        return here + "/" + member.name().toLowerCase(java.util.Locale.ROOT);
    }

    private @Nullable ProgramCommand transaction() {
        if (given.contains(Member.LEGS) == given.contains(Member.ENTRIES)) {
            members.fault(here + "/legs", "either_or", "A transaction has legs or entries, one of them.");
            return null;
        }
        return given.contains(Member.LEGS) ? transact() : new ProgramCommand.Enter(entries, valueAt);
    }

    private @Nullable ProgramCommand transact() {
        List<ProgramCommand.Leg> asked = new ArrayList<>(legs.size());
        for (int i = 0; i < legs.size(); i++) {
            ProgramCommand.Leg leg = legs.get(i).movement(here + "/legs/" + i);
            if (leg == null) {
                return null;
            }
            asked.add(leg);
        }
        return new ProgramCommand.Transact(asked, valueAt);
    }

    private @Nullable ProgramCommand hold() {
        if (debit == null || credit == null || amount == null) {
            return null;
        }
        Money most = captureLimit == null ? amount : captureLimit;
        if (!most.currency().equals(amount.currency())) {
            members.fault(here + "/capture_limit", "other_currency", "The limit is in the hold's currency.");
            return null;
        }
        if (most.minor() < amount.minor()) {
            members.fault(here + "/capture_limit", "below_amount", "The limit is at least the amount.");
            return null;
        }
        return new ProgramCommand.Place(debit, credit, amount, most, expiresAt);
    }

    private @Nullable ProgramCommand reversal() {
        List<ProgramCommand.Part> parts = new ArrayList<>(legs.size());
        Set<Integer> named = new HashSet<>();
        for (int i = 0; i < legs.size(); i++) {
            ProgramCommand.Part part = legs.get(i).part(here + "/legs/" + i);
            if (part == null) {
                return null;
            }
            if (!named.add(part.leg())) {
                members.fault(here + "/legs/" + i + "/index", "repeated", "Each leg may stand once.");
                return null;
            }
            parts.add(part);
        }
        return transaction == null ? null : new ProgramCommand.Reverse(transaction, parts, valueAt);
    }

    private List<LegMembers> legs() {
        List<LegMembers> read = new ArrayList<>(2);
        boolean array = members.array(() -> {
            if (read.size() == Posting.MAX_LEGS) { // before it takes more memory
                members.fault(here + "/legs", "length_out_of_range", "Its size must be between 1 and 100.");
                members.refuseIfAny();
            }
            LegMembers leg = new LegMembers(members);
            if (members.isObject()) {
                members.object(leg);
            }
            read.add(leg);
        });
        if (array && read.isEmpty()) {
            members.fault(here + "/legs", "length_out_of_range", "Its size must be between 1 and 100.");
        }
        return read;
    }

    private List<ProgramCommand.Line> entries() {
        List<ProgramCommand.Line> read = new ArrayList<>();
        int[] count = {0};
        boolean array = members.array(() -> {
            EntryMembers entry = new EntryMembers(members);
            int place = count[0]++;
            if (place == ProgramCommand.MAX_ENTRIES) {
                members.fault(here + "/entries", "length_out_of_range", "Its size must be between 2 and 100.");
                members.refuseIfAny();
            }
            if (members.isObject()) {
                members.object(entry);
                ProgramCommand.Line line = entry.line(here + "/entries/" + place);
                if (line != null) {
                    read.add(line);
                }
            }
        });
        if (array && count[0] < ProgramCommand.MIN_ENTRIES) {
            members.fault(here + "/entries", "length_out_of_range", "Its size must be between 2 and 100.");
        }
        return read;
    }
}
