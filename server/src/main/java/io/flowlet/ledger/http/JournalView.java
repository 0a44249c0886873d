package io.flowlet.ledger.http;

import io.flowlet.ledger.JournalDay;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The journal of a day as the API shows it. */
record JournalView(LocalDate bookedOn, List<JournalLineView> lines, List<JournalTotalView> totals) {
    private static final String CSV_HEADER = "booked_on,value_on,gl_code,currency,debit,credit,entries";
    private static final String CSV_END = "\r\n";

    /** One value day, GL code and currency. */
    record JournalLineView(
            LocalDate valueOn, String glCode, TrialBalanceView.Sum debit, TrialBalanceView.Sum credit, long entries) {}

    /** One currency over all lines. */
    record JournalTotalView(TrialBalanceView.Sum debit, TrialBalanceView.Sum credit, long entries) {}

    static JournalView of(JournalDay day) {
        return new JournalView(
                day.bookedOn(),
                day.lines().stream()
                        .map(line -> new JournalLineView(
                                line.valueOn(),
                                line.glCode(),
                                TrialBalanceView.Sum.of(line.debitMinor(), line.currency()),
                                TrialBalanceView.Sum.of(line.creditMinor(), line.currency()),
                                line.entries()))
                        .toList(),
                day.totals().stream()
                        .map(total -> new JournalTotalView(
                                TrialBalanceView.Sum.of(total.debitMinor(), total.currency()),
                                TrialBalanceView.Sum.of(total.creditMinor(), total.currency()),
                                total.entries()))
                        .toList());
    }

    /** The lines as RFC 4180 has it; the totals are left to the reader. */
    String csv() {
        return lines.stream()
                .map(line -> Stream.of(
                                bookedOn.toString(),
                                line.valueOn().toString(),
                                line.glCode(),
                                line.debit().currency().code(),
                                line.debit().value(),
                                line.credit().value(),
                                String.valueOf(line.entries()))
                        .map(JournalView::field)
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining(CSV_END, CSV_HEADER + CSV_END, lines.isEmpty() ? "" : CSV_END));
    }

    /** What a spreadsheet would take for a formula gets an apostrophe before it; what needs quotes gets them. */
    static String field(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }
}
