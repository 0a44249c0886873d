package io.flowlet.sdk.audit;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.export.ExportLayout;
import io.flowlet.tlog.export.ExportedEvent;
import java.util.Base64;
import java.util.Optional;

/** Compares bodies with entries, and ciphertexts with bodies; counts both. */
final class EventCheck {
    private final EventCursor cursor;
    private long bodies;
    private long ciphertexts;
    private long withheld;

    EventCheck(ExportFiles files) {
        this.cursor = new EventCursor(files);
    }

    Optional<ExportedEvent> take(long index) throws Finding {
        return cursor.take(index);
    }

    boolean fits(ExportedEvent event, byte[] entry) {
        return AuditBody.entry(event.body()).equals(Hash.of(entry));
    }

    void check(ExportedEvent event, boolean fits) throws Finding {
        if (!fits) {
            throw Finding.tampered(event.index(), cursor.where(), "the body does not hash to its entry");
        }
        bodies++;
        try {
            AuditBody body = AuditBody.parse(event.body());
            if (!event.ciphertext().isEmpty()) {
                checkCiphertext(event, body);
                ciphertexts++;
            } else if (body.ciphertextHash().isPresent()) {
                withheld++;
            }
        } catch (Malformed e) {
            throw Finding.unreadable(
                    cursor.where(), "the log commits to this body, but it is not an audit event: " + e.why());
        }
    }

    private void checkCiphertext(ExportedEvent event, AuditBody body) throws Finding {
        Optional<Hash> committed = body.ciphertextHash();
        if (committed.isEmpty() || !committed.equals(sha256OfBase64(event.ciphertext()))) {
            throw Finding.tampered(
                    event.index(), cursor.where(), "the ciphertext is not the one that the body commits to");
        }
    }

    /** Empty for what is not base64: whatever the body commits to, it is not that. */
    private static Optional<Hash> sha256OfBase64(String base64) {
        try {
            return Optional.of(Hash.sha256(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void finish(long size, long announced) throws Finding {
        cursor.finish(size);
        if (bodies != announced) {
            throw Finding.tampered(
                    ExportLayout.DESCRIPTION, "announces " + announced + " bodies, and " + bodies + " are there");
        }
    }

    long bodies() {
        return bodies;
    }

    long ciphertexts() {
        return ciphertexts;
    }

    long withheld() {
        return withheld;
    }
}
