package io.flowlet.payments;

import io.flowlet.http.ProblemCode;

/** What became of a payment or a deposit. */
public sealed interface PaymentOutcome {
    /** The money moved. */
    record Posted(Payment payment) implements PaymentOutcome {}

    /** Nothing moved, for a reason of the catalogue. */
    record Refused(ProblemCode reason) implements PaymentOutcome {}
}
