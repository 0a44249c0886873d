package io.flowlet.http;

import io.flowlet.money.Currency;
import io.flowlet.money.CurrencyRefusal;
import io.flowlet.money.Money;
import io.flowlet.money.MoneyRefusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Money in JSON: {@code {"value":"12.50","currency":"EUR"}}, the value a string so that no reader makes it a double; a currency alone is its
 * code.
 */
@Component
final class MoneyJson extends SimpleModule {
    MoneyJson() {
        super("money");
        addSerializer(new Writing());
        addDeserializer(Money.class, new Reading());
        addSerializer(new WritingCurrency());
        addDeserializer(Currency.class, new ReadingCurrency());
    }

    /** As it is written, before anything is known about it. */
    record Written(@Nullable String value, @Nullable Currency currency) {}

    private static final class Writing extends StdSerializer<Money> {
        Writing() {
            super(Money.class);
        }

        @Override
        public void serialize(Money money, JsonGenerator out, SerializationContext context) {
            out.writeStartObject();
            out.writeStringProperty("value", money.toDecimalString());
            out.writeStringProperty("currency", money.currency().code());
            out.writeEndObject();
        }
    }

    private static final class Reading extends StdDeserializer<Money> {
        private static final String VALUE = "value";
        private static final String CURRENCY = "currency";

        Reading() {
            super(Money.class);
        }

        @Override
        public Money deserialize(JsonParser in, DeserializationContext context) {
            Written written = context.readValue(in, Written.class);
            Currency currency = required(in, written.currency(), CURRENCY);
            String value = required(in, written.value(), VALUE);
            return switch (Money.parse(currency, value)) {
                case Money money -> money;
                case MoneyRefusal.TOO_LONG ->
                    throw fault(in, VALUE, "amount_too_long", "An amount has at most 24 characters.");
                case MoneyRefusal.MALFORMED ->
                    throw fault(
                            in,
                            VALUE,
                            "malformed_amount",
                            "An amount is a plain decimal number in a string: \"12.50\".");
                case MoneyRefusal.TOO_MANY_DECIMALS ->
                    throw fault(
                            in,
                            VALUE,
                            "too_many_decimals",
                            "This currency has " + currency.digits() + " decimals; nothing is rounded.");
                case MoneyRefusal.OUT_OF_RANGE ->
                    throw fault(in, VALUE, "amount_out_of_range", "This amount is larger than any that can be held.");
            };
        }

        private static <T> T required(JsonParser in, @Nullable T written, String member) {
            if (written == null) {
                throw fault(in, member, "required", "This member is required.");
            }
            return written;
        }

        private static RuntimeException fault(JsonParser in, String member, String code, String detail) {
            return new MemberFault(in, Money.class, code, detail).prependPath(Money.class, member);
        }
    }

    private static final class WritingCurrency extends StdSerializer<Currency> {
        WritingCurrency() {
            super(Currency.class);
        }

        @Override
        public void serialize(Currency currency, JsonGenerator out, SerializationContext context) {
            out.writeString(currency.code());
        }
    }

    private static final class ReadingCurrency extends StdDeserializer<Currency> {
        ReadingCurrency() {
            super(Currency.class);
        }

        @Override
        public Currency deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw new MemberFault(in, Currency.class, "wrong_type", "This must be a string.");
            }
            return lookup(in.getString(), in);
        }
    }

    private static Currency lookup(String code, JsonParser in) {
        return switch (Currency.lookup(code)) {
            case Currency currency -> currency;
            case CurrencyRefusal.UNKNOWN ->
                throw new MemberFault(
                        in, Currency.class, "unknown_currency", "A currency is a code of ISO 4217 in upper case.");
            case CurrencyRefusal.WITHOUT_MINOR_UNIT ->
                throw new MemberFault(
                        in,
                        Currency.class,
                        "currency_without_minor_unit",
                        "This code has no smallest amount, so it is not money here.");
        };
    }
}
