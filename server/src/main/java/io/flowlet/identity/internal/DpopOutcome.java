package io.flowlet.identity.internal;

/** What came of looking at a proof. */
public sealed interface DpopOutcome {
    /** @param jkt thumbprint of the key that the request's sender holds */
    record Proven(String jkt) implements DpopOutcome {}

    /** @param reason for the audit and the meters, one of few: the sender learns only that the proof is not good */
    record Refused(String reason) implements DpopOutcome {}

    /** It is good but for the number: the sender is to make another with {@code nonce}. */
    record NonceNeeded(String nonce) implements DpopOutcome {}
}
