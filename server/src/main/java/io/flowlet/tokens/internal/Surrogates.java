package io.flowlet.tokens.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.CardSecrets;
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
     * characters; the digits between are encrypted, of a document's number all of it. Empty if these have fewer than a million values, or
     * come out as they were.
     */
    public Optional<String> preserving(TenantId tenant, TokenType type, String value) {
        return switch (type) {
            case CARD_NUMBER -> encrypted(tenant, type, value, Values.CARD_START, value.length() - Values.END);
            case ACCOUNT_NUMBER -> encrypted(tenant, type, value, Values.COUNTRY, value.length() - Values.END);
            case DOCUMENT_NUMBER -> document(tenant, value);
        };
    }

    private String card(int length) {
        StringBuilder digits = new StringBuilder(length).append('0');
        while (digits.length() < length) {
            digits.append(random.nextInt(10));
        }
        if (CardSecrets.isLuhn(digits.toString())) {
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

    /** Encrypts the digits from {@code from} to {@code to}; all else, and where it stands, goes into the tweak. */
    private Optional<String> encrypted(TenantId tenant, TokenType type, String value, int from, int to) {
        StringBuilder digits = new StringBuilder();
        StringBuilder result = new StringBuilder(value);
        for (int i = from; i < to; i++) {
            if (Character.isDigit(value.charAt(i))) {
                digits.append(value.charAt(i));
                result.setCharAt(i, '*');
            }
        }
        if (!FormatPreserving.isEnough(digits.toString())) {
            return Optional.empty();
        }
        String hidden = formats.encrypt(tenant, type.code(), result.toString(), digits.toString());
        int next = 0;
        for (int i = from; i < to; i++) {
            if (result.charAt(i) == '*') {
                result.setCharAt(i, hidden.charAt(next++));
            }
        }
        return Optional.of(result.toString()).filter(token -> !token.equals(value));
    }

    private Optional<String> document(TenantId tenant, String value) {
        return FormatPreserving.isEnough(value)
                ? Optional.of(formats.encrypt(tenant, TokenType.DOCUMENT_NUMBER.code(), "", value))
                        .filter(token -> !token.equals(value))
                : Optional.empty();
    }
}
