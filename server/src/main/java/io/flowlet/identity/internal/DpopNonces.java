package io.flowlet.identity.internal;

import io.flowlet.vault.HmacPurpose;
import io.flowlet.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * Numbers that proofs must carry where the setting says so: the HMAC of the minutes, the same on every instance and stored nowhere.
 *
 * <p>One is good for {@link #WINDOW} to twice that. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-8">RFC 9449, 8</a>
 */
@Component
final class DpopNonces {
    static final Duration WINDOW = Duration.ofMinutes(3);

    private final Vault vault;
    private final Clock clock;

    DpopNonces(Vault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    String current() {
        return of(window());
    }

    boolean isGood(String nonce) {
        byte[] sent = nonce.getBytes(StandardCharsets.UTF_8);
        long window = window();
        return MessageDigest.isEqual(sent, of(window).getBytes(StandardCharsets.UTF_8))
                || MessageDigest.isEqual(sent, of(window - 1).getBytes(StandardCharsets.UTF_8));
    }

    private long window() {
        return clock.instant().getEpochSecond() / WINDOW.toSeconds();
    }

    private String of(long window) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(window).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(vault.hmac(HmacPurpose.DPOP_NONCE, number));
    }
}
