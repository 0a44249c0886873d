/**
 * The arithmetic of the ledger: which commands are posted, which are refused, and what every balance is afterwards.
 *
 * <p><b>Sign convention, stated once.</b> Every account of every kind keeps one signed number, {@code posted = credits - debits}, in minor
 * units of its currency. A debit subtracts, a credit adds, so the balances of a currency always sum to zero. To people an amount is shown
 * on the account's normal side: a wallet (a liability) with {@code posted = 1050} shows 10.50, a bank account (an asset) with
 * {@code posted = -1050} shows 10.50 too.
 *
 * <p><b>Limits.</b> A debit needs {@code posted - heldOut >= floor} after it, a credit needs {@code posted + heldIn <= ceiling} after it. They
 * are checked after <em>each leg in order</em>, not only at the end of a unit: every leg becomes a version that is readable for ever, and a
 * history that shows money spent before it came in is one that no auditor accepts. So a transaction whose order of legs dips below a floor is
 * refused although its sum would not; put the funding leg first. Only the side that moves towards a limit is checked: a credit to an account
 * that is already below a floor raised later is welcome.
 *
 * <p><b>Holds.</b> What is held counts in both limits from the moment it is held. So a capture is checked only for what goes beyond the part of
 * the hold that it releases, and giving back is never refused for a limit or a freeze. In general a leg is checked for {@code moved + held}: what
 * it moves and what it adds to the held amount, negative when it releases.
 *
 * <p><b>Reversals.</b> What has moved back of a transfer never exceeds it; parts of one transaction move back last leg first. A reversal is a
 * movement like any other: it needs funds, and the counters of a day and a month count it too, for what was moved was moved.
 *
 * <p>Plain Java over plain values: no Spring, no JDBC, no clock, no randomness. The same locked accounts and the same units in the same order
 * give the same outcomes. Entry point: {@link io.flowlet.ledger.internal.engine.Batch}.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.ledger.internal.engine;
