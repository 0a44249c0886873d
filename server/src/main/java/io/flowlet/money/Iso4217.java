package io.flowlet.money;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of ISO 4217, read once from {@code iso4217.csv}; a fault in that file stops the program. */
final class Iso4217 {
    private static final int NUMERIC_CODES = 1000;
    private static final Pattern ROW =
            Pattern.compile("(?<code>[A-Z]{3}),(?<numeric>[0-9]{3}),(?<digits>[0-4-]),(?<name>[^,]+)");

    /** Last of the constants: reading the file needs the others. */
    static final Iso4217 TABLE = load("iso4217.csv");

    private final Map<String, CurrencyOutcome> byCode;
    private final CurrencyOutcome[] byNumericCode;
    private final List<Currency> currencies;

    private Iso4217(Map<String, CurrencyOutcome> byCode, CurrencyOutcome[] byNumericCode, List<Currency> currencies) {
        this.byCode = byCode;
        this.byNumericCode = byNumericCode;
        this.currencies = currencies;
    }

    static Iso4217 load(String resource) {
        try (InputStream file = Iso4217.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException naming the first line that is malformed or repeats a code */
    static Iso4217 read(String csv) {
        List<String> lines = csv.lines().filter(line -> !line.startsWith("#")).toList();
        if (lines.isEmpty() || !lines.getFirst().equals("code,numeric,digits,name")) {
            throw new IllegalStateException("the table of currencies has no header");
        }
        Map<String, CurrencyOutcome> byCode = new HashMap<>();
        CurrencyOutcome[] byNumericCode = new CurrencyOutcome[NUMERIC_CODES];
        Arrays.fill(byNumericCode, CurrencyRefusal.UNKNOWN);
        List<Currency> currencies = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                throw new IllegalStateException("malformed row of the table of currencies: " + line);
            }
            int numericCode = Integer.parseInt(row.group("numeric"));
            CurrencyOutcome outcome = outcome(row, numericCode);
            if (byNumericCode[numericCode] != CurrencyRefusal.UNKNOWN
                    || byCode.put(row.group("code"), outcome) != null) {
                throw new IllegalStateException("repeated code in the table of currencies: " + line);
            }
            byNumericCode[numericCode] = outcome;
            if (outcome instanceof Currency currency) {
                currencies.add(currency);
            }
        }
        currencies.sort(Comparator.comparing(Currency::code));
        return new Iso4217(Map.copyOf(byCode), byNumericCode, List.copyOf(currencies));
    }

    private static CurrencyOutcome outcome(Matcher row, int numericCode) {
        String digits = row.group("digits");
        return digits.equals("-")
                ? CurrencyRefusal.WITHOUT_MINOR_UNIT
                : new Currency(row.group("code"), numericCode, Integer.parseInt(digits), row.group("name"));
    }

    CurrencyOutcome byCode(String code) {
        return byCode.getOrDefault(code, CurrencyRefusal.UNKNOWN);
    }

    CurrencyOutcome byNumericCode(int numericCode) {
        return numericCode >= 0 && numericCode < NUMERIC_CODES ? byNumericCode[numericCode] : CurrencyRefusal.UNKNOWN;
    }

    List<Currency> currencies() {
        return currencies;
    }
}
