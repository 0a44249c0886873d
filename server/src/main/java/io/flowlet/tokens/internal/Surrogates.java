package io.flowlet.tokens.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.CheckDigits;
import io.flowlet.ids.PublicId;
import io.flowlet.tokens.TokenType;
import io.flowlet.vault.FormatPreserving;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes what stands in a value's place. Thread-safe. */
@Component
public final class Surrogates {
    private static final String ACCOUNT_PREFIX = "tka";
    private static final String DOCUMENT_PREFIX = "tkd";

    private final FormatPreserving formats;
    private final SecureRandom random = new SecureRandom();

    Surrogates(FormatPreserving formats) {
        this.formats = formats;
    }

    /**
     * Drawn by lot. For a card number as many digits, never one that a card could have: the first is zero, which no issuer has, and the
     * check digit is wrong. For the others 128 random bits.
     */
    public String random(TokenType type, String value) {
        return switch (type) {
            case CARD_NUMBER -> card(value.length());
            case ACCOUNT_NUMBER -> PublicId.format(ACCOUNT_PREFIX, bits());
            case DOCUMENT_NUMBER -> PublicId.format(DOCUMENT_PREFIX, bits());
        };
    }

    /**
     * The value's own shape. Of a card number the first six and the last four digits stay, of an IBAN all letters and the last four
     * characters; the digits between are encrypted, of a document's number all of it. A card number's token has a wrong check digit. Empty if
     * these have fewer than a million values, or come out as they were.
     */
    public Optional<String> preserving(TenantId tenant, TokenType type, String value) {
        return switch (type) {
            case CARD_NUMBER ->
                Shape.of(value, Values.CARD_START, value.length() - Values.END)
                        .flatMap(shape -> cardShaped(tenant, shape));
            case ACCOUNT_NUMBER ->
                Shape.of(value, Values.COUNTRY, value.length() - Values.END)
                        .flatMap(shape -> accountShaped(tenant, shape, value));
            case DOCUMENT_NUMBER -> document(tenant, value);
        };
    }

    private String card(int length) {
        StringBuilder digits = new StringBuilder(length).append('0');
        while (digits.length() < length) {
            digits.append(random.nextInt(10));
        }
        if (CheckDigits.isLuhn(digits.toString())) {
            int wrong = (digits.charAt(length - 1) - '0' + 1 + random.nextInt(9)) % 10;
            digits.setCharAt(length - 1, (char) ('0' + wrong));
        }
        return digits.toString();
    }

    private UUID bits() {
        byte[] bytes = new byte[2 * Long.BYTES];
        random.nextBytes(bytes);
        ByteBuffer both = ByteBuffer.wrap(bytes);
        return new UUID(both.getLong(), both.getLong());
    }

    /**
     * Only what has a wrong check digit is encrypted, into only what has: the number with its last hidden digit one higher, each another. So no
     * two numbers fall together, and no token can be taken for a card.
     */
    private Optional<String> cardShaped(TenantId tenant, Shape shape) {
        String last = shape.digits();
        int wrong = (last.charAt(last.length() - 1) - '0' + 1) % 10;
        String start = last.substring(0, last.length() - 1) + wrong;
        return Optional.of(shape.with(formats.encrypt(
                tenant,
                TokenType.CARD_NUMBER.code(),
                shape.clear(),
                start,
                digits -> !CheckDigits.isLuhn(shape.with(digits)))));
    }

    private Optional<String> accountShaped(TenantId tenant, Shape shape, String value) {
        String digits = formats.encrypt(tenant, TokenType.ACCOUNT_NUMBER.code(), shape.clear(), shape.digits());
        return Optional.of(shape.with(digits)).filter(token -> !token.equals(value));
    }

    private Optional<String> document(TenantId tenant, String value) {
        return FormatPreserving.isEnough(value)
                ? Optional.of(formats.encrypt(tenant, TokenType.DOCUMENT_NUMBER.code(), "", value))
                        .filter(token -> !token.equals(value))
                : Optional.empty();
    }

    /**
     * A value taken apart.
     *
     * @param clear what stays, and stars where digits are hidden: the tweak
     * @param digits those hidden
     */
    private record Shape(String clear, String digits) {
        /** Hides the digits from {@code from} to {@code to}; empty if they are too few. */
        static Optional<Shape> of(String value, int from, int to) {
            StringBuilder digits = new StringBuilder();
            StringBuilder clear = new StringBuilder(value);
            for (int i = from; i < to; i++) {
                if (Character.isDigit(value.charAt(i))) {
                    digits.append(value.charAt(i));
                    clear.setCharAt(i, '*');
                }
            }
            return Optional.of(new Shape(clear.toString(), digits.toString()))
                    .filter(shape -> FormatPreserving.isEnough(shape.digits));
        }

        String with(String others) {
            StringBuilder whole = new StringBuilder(clear);
            int next = 0;
            for (int i = 0; i < clear.length(); i++) {
                if (clear.charAt(i) == '*') {
                    whole.setCharAt(i, others.charAt(next++));
                }
            }
            return whole.toString();
        }

        @Override
        public String toString() {
            return "Shape[…]";
        }
    }
}
