package io.flowlet.bench.tokens;

import io.flowlet.bench.http.Requests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Requests with a token that is right in all but its signature: header, key, issuer, audience and times are a real one's, so that nothing but
 * computing the signature tells. Each differs, so that none is remembered.
 */
final class ForgedTokens implements Requests {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    /** Base64url of the 64 bytes of an ES256 signature, but for its last digit, which has no free choice. */
    private static final int CHANGED = 85;

    private final byte[] template;
    private final int signatureAt;
    private final SplittableRandom random = new SplittableRandom(1);

    /** @param token a real one */
    ForgedTokens(String token) {
        String head = """
                GET /v1/payments?limit=1 HTTP/1.1
                Host: 127.0.0.1
                Authorization: Bearer %s
                Accept: application/json

                """.formatted(token).replace("\n", "\r\n");
        this.template = head.getBytes(StandardCharsets.US_ASCII);
        this.signatureAt = head.indexOf(token) + token.lastIndexOf('.') + 1;
    }

    @Override
    public void write(ByteBuffer into) {
        for (int i = 0; i < CHANGED; i++) {
            template[signatureAt + i] = (byte) DIGITS.charAt(random.nextInt(DIGITS.length()));
        }
        into.put(template);
    }

    @Override
    public int largest() {
        return template.length;
    }
}
