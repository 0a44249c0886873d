package io.flowlet.identity.internal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Challenges that a passkey signs: the time, lots, and an HMAC over both and what the browser holds, so that nothing is kept of those that are never
 * answered. One works for {@link #LIFE}, in the browser that was given it, once. Thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges">WebAuthn Level 3, 13.4.3</a>
 */
@Component
public final class Challenges implements PurgedRows {
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int LOTS = 16;
    private static final int HEAD = Long.BYTES + LOTS;
    private static final int LENGTH = HEAD + 32;
    private static final String USE = """
            insert into identity.answered_challenge (digest, expires_at) values (?, ?) on conflict do nothing
            """;
    private static final String PURGE = """
            delete from identity.answered_challenge where digest in
              (select digest from identity.answered_challenge where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();

    Challenges(JdbcTemplate jdbc, Secrets secrets) {
        this.jdbc = jdbc;
        this.secrets = secrets;
    }

    /** @param held what this browser alone holds, and what the challenge is for */
    public byte[] make(String held, Instant now) {
        byte[] lots = new byte[LOTS];
        random.nextBytes(lots);
        byte[] head =
                ByteBuffer.allocate(HEAD).putLong(now.toEpochMilli()).put(lots).array();
        return ByteBuffer.allocate(LENGTH)
                .put(head)
                .put(secrets.challengeMac(held, head))
                .array();
    }

    /** Whether {@code challenge} was made for {@code held} and is not too old. */
    public boolean isOwn(byte[] challenge, String held, Instant now) {
        if (challenge.length != LENGTH) {
            return false;
        }
        byte[] head = Arrays.copyOf(challenge, HEAD);
        byte[] mac = Arrays.copyOfRange(challenge, HEAD, LENGTH);
        return MessageDigest.isEqual(mac, secrets.challengeMac(held, head))
                && now.isBefore(madeAt(challenge).plus(LIFE));
    }

    /** Whether it is this call that uses it up, in the open transaction. */
    public boolean use(byte[] challenge) {
        byte[] digest = Arrays.copyOfRange(challenge, HEAD, LENGTH);
        return jdbc.update(USE, digest, Timestamp.from(madeAt(challenge).plus(LIFE))) == 1;
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    private static Instant madeAt(byte[] challenge) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(challenge).getLong());
    }
}
