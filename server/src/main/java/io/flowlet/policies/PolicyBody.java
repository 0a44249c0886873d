package io.flowlet.policies;

import io.flowlet.http.FieldFault;
import io.flowlet.money.Currency;
import io.flowlet.money.CurrencyRefusal;
import io.flowlet.money.Money;
import io.flowlet.money.MoneyRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one object of a policy's body and notes every fault with its pointer, so that an author sees all of them at once.
 *
 * <p>A member that does not fit reads as a harmless value, so reading goes on; what was read counts only when {@link #faults} is empty. Not
 * thread-safe.
 */
public final class PolicyBody {
    private static final int MOST_FAULTS = 20;

    private final Map<String, @Nullable Object> members;
    private final String pointer;
    private final List<FieldFault> faults;
    private final Set<String> read = new HashSet<>();
    private final List<PolicyBody> inner = new ArrayList<>();

    private PolicyBody(Map<String, @Nullable Object> members, String pointer, List<FieldFault> faults) {
        this.members = members;
        this.pointer = pointer;
        this.faults = faults;
    }

    /** The body itself; pointers start with {@code /body}. */
    public static PolicyBody of(Map<String, @Nullable Object> members) {
        return new PolicyBody(members, "/body", new ArrayList<>());
    }

    /** Text that is not blank. */
    public String text(String name, int longest) {
        if (value(name) instanceof String text) {
            if (text.isBlank() || text.length() > longest) {
                fault(name, "length_out_of_range", "This is 1 to %d characters.".formatted(longest));
            }
            return text;
        }
        fault(name, "wrong_type", "This must be a string.");
        return "";
    }

    /** A lower_snake name of at most 40 characters. */
    public String id(String name) {
        String id = text(name, 40);
        if (!id.isBlank() && !id.matches("[a-z0-9][a-z0-9_]*")) {
            fault(name, "malformed", "This is a name of lower case letters, digits and underscores.");
        }
        return id;
    }

    public int number(String name, int least, int most) {
        Object value = value(name);
        long number = value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : Long.MIN_VALUE;
        if (number < least || number > most) {
            fault(name, "out_of_range", "This must be a whole number from %d to %d.".formatted(least, most));
            return least;
        }
        return (int) number;
    }

    /** @param otherwise what an absent member means */
    public boolean flag(String name, boolean otherwise) {
        if (!members.containsKey(name)) {
            return otherwise;
        }
        if (value(name) instanceof Boolean flag) {
            return flag;
        }
        fault(name, "wrong_type", "This must be true or false.");
        return otherwise;
    }

    /** One of {@code values}, spelled in lower case. */
    public <E extends Enum<E>> E oneOf(String name, List<E> values) {
        Object value = value(name);
        for (E each : values) {
            if (code(each).equals(value)) {
                return each;
            }
        }
        String known = values.stream().map(PolicyBody::code).collect(Collectors.joining(", "));
        fault(name, "unknown_value", "This must be one of: " + known + ".");
        return values.getFirst();
    }

    /** An amount of at least zero, as the API writes it. */
    public Money money(String name) {
        PolicyBody amount = object(name);
        Money none = Money.zero(Currency.of("EUR"));
        return switch (Currency.lookup(amount.text("currency", 3))) {
            case Currency currency ->
                switch (Money.parse(currency, amount.text("value", Money.MAX_TEXT_LENGTH))) {
                    case Money money when !money.isNegative() -> money;
                    case Money negative -> {
                        amount.fault("value", "out_of_range", "This amount is not negative.");
                        yield none;
                    }
                    case MoneyRefusal refusal -> {
                        amount.fault(
                                "value", "malformed_amount", "This is a plain decimal with the currency's digits.");
                        yield none;
                    }
                };
            case CurrencyRefusal refusal -> {
                amount.text("value", Money.MAX_TEXT_LENGTH);
                amount.fault("currency", "unknown_currency", "This is the code of a currency of ISO 4217.");
                yield none;
            }
        };
    }

    public PolicyBody object(String name) {
        return inside(value(name), name, "");
    }

    /** The members of a list of objects; an absent one is empty when {@code least} is 0. */
    public List<PolicyBody> objects(String name, int least, int most) {
        List<?> values = list(name, least, most);
        List<PolicyBody> objects = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            objects.add(inside(values.get(i), name, "/" + i));
        }
        return objects;
    }

    /** A list of texts. */
    public List<String> texts(String name, int least, int most) {
        List<?> values = list(name, least, most);
        if (!values.stream().allMatch(String.class::isInstance)) {
            fault(name, "wrong_type", "This must be a list of strings.");
            return List.of();
        }
        return values.stream().map(String.class::cast).toList();
    }

    /** Notes that {@code name} breaks a rule of the policy. */
    public void fault(String name, String code, String detail) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new FieldFault(pointer + "/" + name, code, detail));
        }
    }

    /** All faults of the whole body, members that nobody read included. */
    public List<FieldFault> faults() {
        tellUnread();
        return List.copyOf(faults);
    }

    private void tellUnread() {
        for (String name : members.keySet()) {
            if (read.add(name)) {
                // a name that nobody knows is not repeated in an answer
                if (faults.size() < MOST_FAULTS) {
                    faults.add(new FieldFault(pointer, "unknown_member", "This has a member that nobody reads."));
                }
            }
        }
        inner.forEach(PolicyBody::tellUnread);
    }

    private List<?> list(String name, int least, int most) {
        if (!members.containsKey(name) && least == 0) {
            return List.of();
        }
        if (value(name) instanceof List<?> values && values.size() >= least && values.size() <= most) {
            return values;
        }
        fault(name, "out_of_range", "This must be a list of %d to %d members.".formatted(least, most));
        return List.of();
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private PolicyBody inside(@Nullable Object value, String name, String index) {
        String place = pointer + "/" + name + index;
        Map<String, @Nullable Object> object = Map.of();
        if (value instanceof Map<?, ?> map) {
            object = (Map<String, @Nullable Object>) map;
        } else {
            fault(name + index, "wrong_type", "This must be an object.");
        }
        PolicyBody body = new PolicyBody(object, place, faults);
        inner.add(body);
        return body;
    }

    private @Nullable Object value(String name) {
        read.add(name);
        return members.get(name);
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** All values of an enum, for {@link #oneOf}. */
    public static <E extends Enum<E>> List<E> all(Class<E> type) {
        return Arrays.asList(type.getEnumConstants());
    }
}
