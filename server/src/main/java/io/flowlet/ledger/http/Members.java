package io.flowlet.ledger.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.money.Currency;
import io.flowlet.money.CurrencyRefusal;
import io.flowlet.money.Money;
import io.flowlet.money.MoneyRefusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads members from a stream of tokens, one form each, and notes where one has another: with the codes and words of other bodies. What has a
 * fault is null, as what was sent as null. Used by one thread.
 */
final class Members {
    static final String REQUIRED = "This member is required.";

    private static final int MOST_FAULTS = 20;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final String WRONG_TYPE = "wrong_type";
    private static final String MALFORMED = "malformed";

    private final JsonParser in;
    private final List<FieldFault> faults = new ArrayList<>();

    Members(JsonParser in) {
        this.in = in;
    }

    /** Reads the members of the object that begins here; {@code known} reads the value of one, or says that there is none of this name. */
    void object(Predicate<String> known) {
        String first = null;
        String second = null;
        Set<String> more = null;
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            // most objects here have few members: a set is made only for those that have more
            if (name.equals(first) || name.equals(second) || (more != null && !more.add(name))) {
                throw malformed("repeated_member", "A member stands twice in one object.");
            }
            if (first == null) {
                first = name;
            } else if (second == null) {
                second = name;
            } else if (more == null) {
                more = new HashSet<>(Set.of(name));
            }
            in.nextToken();
            if (!known.test(name)) {
                fault(here(name), "unknown_member", "This operation takes no such member.");
                in.skipChildren();
            }
        }
    }

    /** Reads the elements of the array here; false when there is none. */
    boolean array(Runnable element) {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            wrong("This must be an array.");
            return false;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            element.run();
        }
        return true;
    }

    /** Whether an object begins here; its members come next. */
    boolean isObject() {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        wrong("This has the wrong type.");
        return false;
    }

    @Nullable
    String text() {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getString();
        }
        wrong("This must be a string.");
        return null;
    }

    /** @param parse throws {@link IllegalArgumentException} for other text */
    <T> @Nullable T id(Function<String, T> parse) {
        String text = text();
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            fault(MALFORMED, "This value does not have the documented form.");
            return null;
        }
    }

    <E extends Enum<E>> @Nullable E constant(Class<E> type) {
        String text = text();
        if (text == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(text)) {
                return constant;
            }
            names.add(name);
        }
        fault("unknown_value", "This must be one of: " + String.join(", ", names) + ".");
        return null;
    }

    @Nullable
    Boolean bool() {
        return switch (in.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> {
                wrong("This must be true or false.");
                yield null;
            }
        };
    }

    /** A whole number from 0 to {@code most}. */
    @Nullable
    Integer count(int most) {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            wrong("This must be a number, whole where the member counts something, and not a string.");
            return null;
        }
        long number = in.getNumberType() == JsonParser.NumberType.INT ? in.getIntValue() : -1;
        if (number < 0 || number > most) {
            fault("out_of_range", "This must be between 0 and " + most + ".");
            return null;
        }
        return (int) number;
    }

    @Nullable
    Instant time() {
        String text = text();
        if (text == null) {
            return null;
        }
        if (TIME.matcher(text).matches()) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                // told below
            }
        }
        fault(MALFORMED, "This must be a time in UTC: \"2026-01-31T09:30:00Z\".");
        return null;
    }

    /** An amount above zero. */
    @Nullable
    Money amount() {
        if (!isObject()) {
            return null;
        }
        String here = here();
        int before = faults.size();
        AmountMembers written = new AmountMembers();
        object(written);
        if (faults.size() > before) {
            return null;
        }
        if (written.currency == null || written.value == null) {
            fault(here + (written.currency == null ? "/currency" : "/value"), "required", REQUIRED);
            return null;
        }
        return money(here, written.currency, written.value);
    }

    private @Nullable Money money(String here, Currency currency, String value) {
        String place = here + "/value";
        switch (Money.parse(currency, value)) {
            case Money money -> {
                if (money.isPositive()) {
                    return money;
                }
                fault(here, "not_positive", "This must be above zero.");
            }
            case MoneyRefusal.TOO_LONG -> fault(place, "amount_too_long", "An amount has at most 24 characters.");
            case MoneyRefusal.MALFORMED ->
                fault(place, "malformed_amount", "An amount is a plain decimal number in a string: \"12.50\".");
            case MoneyRefusal.TOO_MANY_DECIMALS ->
                fault(
                        place,
                        "too_many_decimals",
                        "This currency has " + currency.digits() + " decimals; nothing is rounded.");
            case MoneyRefusal.OUT_OF_RANGE ->
                fault(place, "amount_out_of_range", "This amount is larger than any that can be held.");
        }
        return null;
    }

    private final class AmountMembers implements Predicate<String> {
        private @Nullable String value;
        private @Nullable Currency currency;

        @Override
        public boolean test(String name) {
            switch (name) {
                case "value" -> value = isNull() ? null : text();
                case "currency" -> currency = isNull() ? null : currency();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private @Nullable Currency currency() {
            String code = text();
            if (code == null) {
                return null;
            }
            switch (Currency.lookup(code)) {
                case Currency known -> {
                    return known;
                }
                case CurrencyRefusal.UNKNOWN ->
                    fault("unknown_currency", "A currency is a code of ISO 4217 in upper case.");
                case CurrencyRefusal.WITHOUT_MINOR_UNIT ->
                    fault("currency_without_minor_unit", "This code has no smallest amount, so it is not money here.");
            }
            return null;
        }
    }

    boolean isNull() {
        return in.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Where the parser stands, as a JSON Pointer. */
    String here() {
        return in.streamReadContext().pathAsPointer().toString();
    }

    /** A name that comes from nobody's schema is not repeated in an answer unless it is plain. */
    private String here(String name) {
        if (PLAIN_NAME.matcher(name).matches()) {
            return here();
        }
        return in.streamReadContext().pathAsPointer().head().toString();
    }

    private void wrong(String detail) {
        fault(isNull() ? "required" : WRONG_TYPE, isNull() ? REQUIRED : detail);
        in.skipChildren();
    }

    private void fault(String code, String detail) {
        fault(here(), code, detail);
    }

    /** Notes a fault; with the last one that can be told reading ends. */
    void fault(String pointer, String code, String detail) {
        faults.add(new FieldFault(pointer, code, detail));
        if (faults.size() == MOST_FAULTS) {
            refuseIfAny();
        }
    }

    int faults() {
        return faults.size();
    }

    void refuseIfAny() {
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
    }

    static Refusal malformed(String code, String detail) {
        return Refusal.of(ProblemCode.BODY_MALFORMED, List.of(new FieldFault("", code, detail)));
    }
}
