package io.flowlet.tlog.export;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.JsonObject;
import io.flowlet.tlog.Malformed;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One line of a file of bodies.
 *
 * @param index of the entry that commits to the body
 * @param body the exact text whose UTF-8 bytes were hashed
 * @param ciphertext base64 of the ciphertext that the body commits to in {@code pii_sha256}; empty when it is not handed over
 */
public record ExportedEvent(long index, String body, String ciphertext) {
    private static final Set<String> MEMBERS = Set.of("body", "index", "pii");

    /** The line without its newline: canonical JSON. */
    public String encoded() {
        Map<String, Object> members = new TreeMap<>();
        members.put("body", body);
        members.put("index", index);
        if (!ciphertext.isEmpty()) {
            members.put("pii", ciphertext);
        }
        return CanonicalJson.write(members);
    }

    /**
     * Reads a line without its newline.
     *
     * @throws Malformed unless it is exactly what {@link #encoded()} writes for some event
     */
    public static ExportedEvent parse(String line) throws Malformed {
        JsonObject json = JsonObject.parseCanonical(line);
        json.allowOnly(MEMBERS);
        ExportedEvent event = new ExportedEvent(
                json.count("index"), json.text("body"), json.optionalText("pii").orElse(""));
        if (event.ciphertext().isEmpty() && json.members().containsKey("pii")) {
            throw new Malformed("a ciphertext without bytes");
        }
        return event;
    }
}
