package io.flowlet.sdk.audit;

import io.flowlet.tlog.Checkpoint;
import java.util.OptionalLong;

/** What the verifier found: all in order, proof of tampering, or nothing because the input cannot be read. */
public sealed interface AuditVerdict {
    /** Everything that was given fits together, and fits what is trusted. */
    sealed interface Verified extends AuditVerdict {
        /** The head of the log up to which this holds. */
        Checkpoint head();

        /** What from outside the input it rests on. */
        Trust trust();

        /** Whether no trusted checkpoint was given: whoever holds the log's key could have rewritten everything. */
        default boolean selfConsistentOnly() {
            return trust().selfConsistentOnly();
        }
    }

    /**
     * A whole export.
     *
     * @param bodies events whose body is in the export and hashes to its entry; the other entries are commitments without a body
     * @param ciphertexts bodies whose committed ciphertext is in the export and hashes to what the body says
     * @param withheldCiphertexts bodies that commit to a ciphertext which is not in the export: kept back, or erased
     * @param checkpoints earlier checkpoints, each signed and of this tree
     */
    record VerifiedExport(
            Checkpoint head, Trust trust, long bodies, long ciphertexts, long withheldCiphertexts, long checkpoints)
            implements Verified {}

    /**
     * One event with its proof.
     *
     * @param index of the event in the log
     */
    record VerifiedProof(Checkpoint head, Trust trust, long index) implements Verified {}

    /**
     * Something was changed, removed, reordered, added or forged.
     *
     * @param index the first entry that is bad, or from which on nothing is proved; empty if no entry is to blame
     * @param what the file, line or member that shows it
     * @param why in a sentence without a full stop
     */
    record Tampered(OptionalLong index, String what, String why) implements AuditVerdict {}

    /**
     * The input cannot be judged: not there, not of the format, or not answering the question.
     *
     * @param what the file or member at fault
     * @param why in a sentence without a full stop
     */
    record Unreadable(String what, String why) implements AuditVerdict {}
}
