package io.flowlet.sdk;

import io.flowlet.tlog.Hash;
import java.util.Arrays;
import java.util.List;

/**
 * The digest that came with a representation.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9530#section-3">RFC 9530, section 3</a>
 */
final class ReprDigest {
    static final String HEADER = "Repr-Digest";

    private static final String SHA_256 = "sha-256=";

    private ReprDigest() {}

    /**
     * Whether there is a SHA-256 among the digests, and all that there are belong to {@code body}.
     *
     * @param fields the header as it came, each a list of {@code algorithm=:base64:}; other algorithms are passed over
     */
    static boolean isOf(byte[] body, List<String> fields) {
        String right = ":" + Hash.sha256(body).base64() + ":";
        List<String> digests = fields.stream()
                .flatMap(field -> Arrays.stream(field.split(",", -1)))
                .map(String::strip)
                .filter(member -> member.startsWith(SHA_256))
                .map(member -> member.substring(SHA_256.length()))
                .toList();
        return !digests.isEmpty() && digests.stream().allMatch(right::equals);
    }
}
