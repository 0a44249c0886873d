package io.flowlet.sdk.audit;

import io.flowlet.sdk.audit.AuditVerdict.Tampered;
import io.flowlet.sdk.audit.AuditVerdict.Unreadable;
import io.flowlet.sdk.audit.AuditVerdict.Verified;
import io.flowlet.sdk.audit.AuditVerdict.VerifiedExport;
import io.flowlet.sdk.audit.AuditVerdict.VerifiedProof;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Checkpoint;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells a verdict: to a person, to a program, and as an exit code. */
final class VerdictReport {
    private VerdictReport() {}

    static int exitCode(AuditVerdict verdict) {
        return switch (verdict) {
            case Verified verified -> AuditVerify.VERIFIED;
            case Tampered tampered -> AuditVerify.TAMPERED;
            case Unreadable unreadable -> AuditVerify.UNREADABLE;
        };
    }

    static String text(AuditVerdict verdict) {
        return switch (verdict) {
            case VerifiedExport export -> text(export);
            case VerifiedProof proof ->
                format(
                                "Verified: the event is entry %,d of %s.%n",
                                proof.index(), proof.head().origin())
                        + headAndTrust(proof);
            case Tampered tampered ->
                "TAMPERED" + atIndex(tampered) + ": " + tampered.what() + ": " + tampered.why() + '\n';
            case Unreadable unreadable -> "Unreadable: " + unreadable.what() + ": " + unreadable.why() + '\n';
        };
    }

    private static String text(VerifiedExport export) {
        long size = export.head().size();
        return format("Verified: %,d entries of %s.%n", size, export.head().origin())
                + format(
                        "  bodies       %,d, each hashes to its entry%s%n",
                        export.bodies(), without(size - export.bodies()))
                + format(
                        "  ciphertexts  %,d, each as its body says; %,d not in this export%n",
                        export.ciphertexts(), export.withheldCiphertexts())
                + format("  checkpoints  %,d earlier ones, each signed and of this log%n", export.checkpoints())
                + headAndTrust(export);
    }

    private static String without(long count) {
        return count == 0 ? "" : format("; %,d entries have none here: of others, or kept back", count);
    }

    private static String headAndTrust(Verified verified) {
        Checkpoint head = verified.head();
        return format(
                        "  head         %,d entries, root %s%n",
                        head.size(), head.root().hex()) + "  trust        " + trust(verified.trust()) + '\n';
    }

    private static String trust(Trust trust) {
        Checkpoint trusted = trust.checkpoint();
        String key = trust.keyNamed() ? " (signed by the key you named)" : "";
        if (trusted == null) {
            return "self-consistent only" + key + ": no trusted checkpoint was given, so whoever\n"
                    + "               holds the log's key could have rewritten all of it";
        }
        return format("agrees with your trusted checkpoint of %,d entries%s", trusted.size(), key);
    }

    private static String atIndex(Tampered tampered) {
        return tampered.index().isPresent() ? " at index " + tampered.index().getAsLong() : "";
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), arguments);
    }

    /** One line of canonical JSON. */
    static String json(AuditVerdict verdict) {
        Map<String, Object> members = new TreeMap<>();
        switch (verdict) {
            case VerifiedExport export -> {
                verified(members, export);
                members.put("bodies", export.bodies());
                members.put("checkpoints", export.checkpoints());
                members.put("ciphertexts", export.ciphertexts());
                members.put("ciphertexts_withheld", export.withheldCiphertexts());
            }
            case VerifiedProof proof -> {
                verified(members, proof);
                members.put("index", proof.index());
            }
            case Tampered tampered -> {
                members.put("verdict", "tampered");
                tampered.index().ifPresent(index -> members.put("index", index));
                members.put("what", tampered.what());
                members.put("why", tampered.why());
            }
            case Unreadable unreadable -> {
                members.put("verdict", "unreadable");
                members.put("what", unreadable.what());
                members.put("why", unreadable.why());
            }
        }
        return CanonicalJson.write(members) + '\n';
    }

    private static void verified(Map<String, Object> members, Verified verified) {
        members.put("verdict", "verified");
        members.put("origin", verified.head().origin());
        members.put("size", verified.head().size());
        members.put("root", verified.head().root().hex());
        members.put("self_consistent_only", verified.selfConsistentOnly());
        members.put("key_named", verified.trust().keyNamed());
        Checkpoint trusted = verified.trust().checkpoint();
        if (trusted != null) {
            members.put("trusted_size", trusted.size());
        }
    }
}
