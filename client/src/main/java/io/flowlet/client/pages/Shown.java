package io.flowlet.client.pages;

import io.flowlet.sdk.Money;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Amounts and times as people read and write them. */
public final class Shown {
    private static final Set<String> ACRONYMS =
            Set.of("ofac", "sdn", "un", "eu", "uk", "us", "bis", "dpl", "pep", "ssi", "fatf");
    private static final int HASH_CHARS = 12;
    private static final char MINUS = '\u2212';
    private static final char THIN_SPACE = '\u202f';
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})(?:[.,](\\d{1,4}))?");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

    private Shown() {}

    /** {@code 1 234.50 EUR}, with a real minus. */
    public static String money(Money money) {
        return number(money) + "\u00a0" + money.currency();
    }

    /** {@code +1 234.50 EUR} or {@code −1 234.50 EUR}. */
    public static String change(Money money, boolean out) {
        return (out ? MINUS : '+') + money(money);
    }

    /** Without its currency. */
    public static String number(Money money) {
        return grouped(
                money.value(), Math.max(digits(money.currency()), money.value().scale()));
    }

    private static String grouped(BigDecimal value, int digits) {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setGroupingSeparator(THIN_SPACE);
        DecimalFormat format = new DecimalFormat("#,##0", symbols);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        String text = format.format(value.abs());
        return value.signum() < 0 ? MINUS + text : text;
    }

    /**
     * An amount as somebody typed it: digits, and at most the currency's decimals after a dot or a comma.
     *
     * @return empty for anything else, for nothing and for zero: an amount is never guessed at
     */
    public static Optional<Money> typed(String text, String currency) {
        var matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String decimals = matcher.group(2) == null ? "" : matcher.group(2);
        if (decimals.length() > digits(currency)) {
            return Optional.empty();
        }
        BigDecimal value = new BigDecimal(matcher.group(1) + (decimals.isEmpty() ? "" : "." + decimals))
                .setScale(digits(currency));
        return value.signum() == 0 ? Optional.empty() : Optional.of(new Money(value, currency));
    }

    private static int digits(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return 2; // a code that this JDK does not know yet
        }
    }

    public static String moment(@Nullable Instant instant) {
        return instant == null ? "" : MOMENT.format(instant);
    }

    public static String day(@Nullable LocalDate date) {
        return date == null ? "" : DAY.format(date);
    }

    /** How long ago, in the largest unit: {@code 3 h}. */
    public static String age(@Nullable Instant since, Instant now) {
        if (since == null) {
            return "";
        }
        Duration age = Duration.between(since, now);
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }

    /** {@code 8 975} */
    public static String count(long count) {
        return grouped(BigDecimal.valueOf(count), 0);
    }

    /** Of a hash, as much as people compare. */
    public static String beginning(String hash) {
        return hash.length() <= HASH_CHARS ? hash : hash.substring(0, HASH_CHARS) + "…";
    }

    /** The name of a list: {@code ofac_sdn} becomes {@code OFAC SDN}. */
    public static String list(String code) {
        return Arrays.stream(code.split("_", -1))
                .map(word -> ACRONYMS.contains(word) ? word.toUpperCase(Locale.ROOT) : word)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(" "),
                        name -> name.isEmpty() ? "" : Character.toUpperCase(name.charAt(0)) + name.substring(1)));
    }

    /** A code of the API in words: {@code name_and_birth_date} becomes {@code Name and birth date}. */
    public static String words(@Nullable String code) {
        if (code == null || code.isEmpty()) {
            return "";
        }
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
