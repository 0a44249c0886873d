package io.flowlet.sdk.audit;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.JsonObject;
import io.flowlet.tlog.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /v1/audit/events/{id}/proof}: an event and all that is needed to check it without the server.
 *
 * @param eventId {@code aud_…}; the member {@code id} of the body
 * @param index of the event in the log
 * @param body the exact canonical JSON whose UTF-8 bytes were hashed
 * @param proof in the text form c2sp.org/tlog-proof
 * @param logKey the verifier key of the log, as the server names it
 * @param consistency how the proof's checkpoint and another one belong together; {@code null} if nobody asked
 */
public record ProofDocument(
        String eventId,
        long index,
        String body,
        String proof,
        String logKey,
        @Nullable Consistency consistency) {
    /**
     * A consistency proof between two tree sizes of the log, one of them that of the proof's checkpoint.
     *
     * @param older size of the smaller tree, from 1
     * @param newer size of the larger tree
     * @param hashes in the order of RFC 6962
     */
    public record Consistency(long older, long newer, List<Hash> hashes) {
        public Consistency {
            hashes = List.copyOf(hashes);
        }

        private Map<String, Object> members() {
            List<String> base64 = hashes.stream().map(Hash::base64).toList();
            return Map.of("older", older, "newer", newer, "hashes", base64);
        }

        private static Consistency of(JsonObject json) throws Malformed {
            List<Hash> hashes = new ArrayList<>();
            for (String hash : json.texts("hashes")) {
                hashes.add(Hash.ofBase64(hash));
            }
            return new Consistency(json.count("older"), json.count("newer"), hashes);
        }
    }

    /** The document as canonical JSON; the API may write the same members in another order. */
    public String encoded() {
        Map<String, Object> members = new TreeMap<>();
        members.put("event_id", eventId);
        members.put("index", index);
        members.put("body", body);
        members.put("proof", proof);
        members.put("log_vkey", logKey);
        if (consistency != null) {
            members.put("consistency", consistency.members());
        }
        return CanonicalJson.write(members);
    }

    /**
     * Reads a document; members that this version does not know are ignored, since the API may gain some.
     *
     * @throws Malformed if it is not JSON, or a member is missing or of the wrong type
     */
    public static ProofDocument parse(String json) throws Malformed {
        JsonObject document = JsonObject.parse(json);
        return new ProofDocument(
                document.text("event_id"),
                document.count("index"),
                document.text("body"),
                document.text("proof"),
                document.text("log_vkey"),
                consistency(document));
    }

    private static @Nullable Consistency consistency(JsonObject document) throws Malformed {
        var member = document.optionalObject("consistency");
        return member.isEmpty() ? null : Consistency.of(member.get());
    }
}
