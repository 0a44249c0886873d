package io.flowlet.tokens.internal;

import io.flowlet.http.CheckDigits;
import io.flowlet.tokens.TokenType;
import io.flowlet.vault.IndexField;
import io.flowlet.vault.IndexInput;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values that tokens stand for: their one spelling, their index, and what may be shown of them. */
public final class Values {
    private static final Pattern SEPARATORS = Pattern.compile("[ -]");
    private static final Pattern CARD = Pattern.compile("[1-9][0-9]{11,18}");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final Pattern DOCUMENT_SEPARATORS = Pattern.compile("[ ./<-]");
    private static final Pattern DOCUMENT = Pattern.compile("[A-Z0-9]{4,40}");

    static final int CARD_START = 6;
    static final int END = 4;
    static final int COUNTRY = 2;
    private static final int LEAST_DOCUMENT_WITH_END = 8;
    private static final int DOCUMENT_END = 2;

    private Values() {}

    /** {@code text} in the one spelling of its value; empty if it is no value of {@code type}. */
    public static Optional<String> normalise(TokenType type, String text) {
        return switch (type) {
            case CARD_NUMBER ->
                Optional.of(SEPARATORS.matcher(text).replaceAll(""))
                        .filter(number -> CARD.matcher(number).matches() && CheckDigits.isLuhn(number));
            case ACCOUNT_NUMBER ->
                Optional.of(SEPARATORS.matcher(text).replaceAll("").toUpperCase(Locale.ROOT))
                        .filter(number -> IBAN.matcher(number).matches() && CheckDigits.isIban(number));
            case DOCUMENT_NUMBER ->
                Optional.of(DOCUMENT_SEPARATORS.matcher(text).replaceAll("").toUpperCase(Locale.ROOT))
                        .filter(number -> DOCUMENT.matcher(number).matches());
        };
    }

    /** By what the token of {@code value} is found; {@code value} is normalised. */
    public static IndexInput index(TokenType type, String value) {
        IndexField field = switch (type) {
            case CARD_NUMBER -> IndexField.TOKENISED_CARD_NUMBER;
            case ACCOUNT_NUMBER -> IndexField.TOKENISED_ACCOUNT_NUMBER;
            case DOCUMENT_NUMBER -> IndexField.TOKENISED_DOCUMENT_NUMBER;
        };
        return IndexInput.of(field, value);
    }

    /**
     * What everybody who reads the token may see. Of a card number the last four digits: with the first six beside them, which PCI DSS would
     * allow, 100,000 numbers were left to try. Of an IBAN country and last four; of a document's number its end, if it is long.
     */
    public static String masked(TokenType type, String value) {
        return switch (type) {
            case CARD_NUMBER -> stars(value, 0, END);
            case ACCOUNT_NUMBER -> stars(value, COUNTRY, END);
            case DOCUMENT_NUMBER -> stars(value, 0, value.length() >= LEAST_DOCUMENT_WITH_END ? DOCUMENT_END : 0);
        };
    }

    private static String stars(String value, int start, int end) {
        return value.substring(0, start)
                + "*".repeat(value.length() - start - end)
                + value.substring(value.length() - end);
    }
}
