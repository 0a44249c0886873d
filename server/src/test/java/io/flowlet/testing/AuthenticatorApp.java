package io.flowlet.testing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** A person's authenticator app, as it reads the page that offers its secret. */
public final class AuthenticatorApp {
    private static final Pattern KEY = Pattern.compile("<code>([A-Z2-7 ]{32,60})</code>");
    private static final int STEP_SECONDS = 30;

    private final byte[] secret;

    private AuthenticatorApp(byte[] secret) {
        this.secret = secret;
    }

    public static AuthenticatorApp reading(String page) {
        Matcher key = KEY.matcher(page);
        if (!key.find()) {
            throw new AssertionError("no key: " + page);
        }
        return new AuthenticatorApp(new Base32().decode(key.group(1).replace(" ", "")));
    }

    /** The code of now. */
    public String code() {
        return code(0);
    }

    /** The code of so many steps later. */
    public String code(int later) {
        try {
            long step = Instant.now().getEpochSecond() / STEP_SECONDS + later;
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "RAW"));
            byte[] digest = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int number = ByteBuffer.wrap(digest).getInt(digest[19] & 15) & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Six digits that are no code of about now. */
    public String wrongCode() {
        for (int number = 0; ; number++) {
            String candidate = String.format(Locale.ROOT, "%06d", number);
            boolean near = false;
            for (int later = -3; later <= 3; later++) {
                near |= candidate.equals(code(later));
            }
            if (!near) {
                return candidate;
            }
        }
    }
}
