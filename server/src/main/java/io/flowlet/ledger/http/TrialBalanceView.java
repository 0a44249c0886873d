package io.flowlet.ledger.http;

import io.flowlet.ledger.TrialBalance;
import io.flowlet.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** A trial balance as the API shows it. Sums can be larger than any one amount, so they are written without {@code Money}, in its form. */
record TrialBalanceView(List<LineView> lines, List<TotalView> totals) {
    /** Accounts of one GL code in one currency. */
    record LineView(String glCode, Sum debit, Sum credit) {}

    /** One currency over all lines. */
    record TotalView(Sum debit, Sum credit) {}

    /** A decimal string and its currency, as amounts are written everywhere. */
    record Sum(String value, Currency currency) {
        static Sum of(BigInteger minor, Currency currency) {
            return new Sum(new BigDecimal(minor, currency.digits()).toPlainString(), currency);
        }
    }

    static TrialBalanceView of(TrialBalance balance) {
        return new TrialBalanceView(
                balance.lines().stream()
                        .map(line -> new LineView(
                                line.glCode(),
                                Sum.of(line.debitMinor(), line.currency()),
                                Sum.of(line.creditMinor(), line.currency())))
                        .toList(),
                balance.totals().stream()
                        .map(total -> new TotalView(
                                Sum.of(total.debitMinor(), total.currency()),
                                Sum.of(total.creditMinor(), total.currency())))
                        .toList());
    }
}
