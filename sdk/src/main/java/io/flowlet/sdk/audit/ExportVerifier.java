package io.flowlet.sdk.audit;

import java.nio.file.Path;

/**
 * Verifies a whole export of the audit log, offline.
 *
 * <p>Rebuilds the Merkle tree from the entries and compares on the way, in the order of the entries: every body with its entry, every
 * entry with its leaf, every tile, every earlier checkpoint, the trusted checkpoint, and at last the signed head. So the first bad index is
 * named. A million events take some 15 seconds of one core of the reference machine; memory does not grow with the log. Thread-safe.
 */
public final class ExportVerifier {
    private ExportVerifier() {}

    /**
     * Verifies the export in {@code directory}.
     *
     * <p>Never throws for the content of the directory: what is wrong is {@link AuditVerdict.Tampered}, what is not an export is
     * {@link AuditVerdict.Unreadable}. Of several faults one is reported: first those of the small files, then the one with the lowest
     * index.
     */
    public static AuditVerdict verify(Path directory, Expectations expectations, Progress progress) {
        try {
            return ExportCheck.open(directory, expectations).run(progress);
        } catch (Finding e) {
            return e.verdict();
        }
    }
}
