package io.flowlet.identity.internal;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Account;
import io.flowlet.identity.FactorKind;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Notice;
import io.flowlet.identity.TotpOffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Base32;
import org.springframework.stereotype.Component;

/**
 * Offers the secret of an authenticator app, and takes the app when a code shows that it has the secret; with it come ten recovery codes.
 *
 * <p>The secret is an HMAC over what only this browser holds, so that an offer stands nowhere and nobody can be brought to take somebody else's.
 * Thread-safe.
 *
 * @see <a href="https://github.com/google/google-authenticator/wiki/Key-Uri-Format">the form of the address</a>
 */
@Component
public final class Enrolments {
    static final int RECOVERY_CODES = 10;

    private final FactorRows rows;
    private final Secrets secrets;
    private final Notices notices;
    private final AuditLog audit;
    private final IdentitySettings settings;

    Enrolments(FactorRows rows, Secrets secrets, Notices notices, AuditLog audit, IdentitySettings settings) {
        this.rows = rows;
        this.secrets = secrets;
        this.notices = notices;
        this.audit = audit;
        this.settings = settings;
    }

    /** @param held a secret that this browser alone holds, new for each offer */
    public TotpOffer offer(Account account, String held) {
        String secret = base32(secret(account, held));
        String name = settings.factors().appName();
        String uri = "otpauth://totp/" + encoded(name) + ":" + encoded(account.email()) + "?secret=" + secret
                + "&issuer=" + encoded(name) + "&algorithm=SHA1&digits=" + Totp.DIGITS + "&period="
                + Totp.STEP_SECONDS;
        return new TotpOffer(secret, uri);
    }

    /**
     * Takes the app in the place of any other, and new recovery codes in the place of all others; the open transaction holds the account's lock.
     *
     * @return the codes; empty if {@code typed} is no code of what was offered for {@code held}
     */
    public List<String> take(Caller caller, Account account, String held, String typed, Instant now) {
        byte[] secret = secret(account, held);
        OptionalLong step = Totp.stepOf(secret, typed.replaceAll("[\\s-]", ""), now, Long.MIN_VALUE);
        if (step.isEmpty()) {
            return List.of();
        }
        int replaced = rows.removeFactors(account.tenant(), account.id());
        rows.insertTotp(account, new StoredTotp(secret, step.getAsLong()), now);
        notices.tell(account, Notice.FACTOR_ADDED);
        audit.record(AuditEvent.done(caller, "factor.add", account.name())
                .with("kind", FactorKind.TOTP.code())
                .with("replaced", (long) replaced));
        return codes(caller, account, now);
    }

    /** Ten new recovery codes in the place of all others. */
    public List<String> newCodes(Caller caller, Account account, Instant now) {
        notices.tell(account, Notice.RECOVERY_CODES_MADE);
        return codes(caller, account, now);
    }

    private List<String> codes(Caller caller, Account account, Instant now) {
        List<String> codes = Stream.generate(secrets::newConfirmationCode)
                .limit(RECOVERY_CODES)
                .toList();
        List<byte[]> digests = codes.stream()
                .map(code -> secrets.digestOfRecoveryCode(account.id(), code))
                .toList();
        rows.replaceCodes(account.tenant(), account.id(), digests, now);
        audit.record(
                AuditEvent.done(caller, "recovery_codes.make", account.name()).with("count", (long) codes.size()));
        return codes;
    }

    private byte[] secret(Account account, String held) {
        return secrets.factorSecret(account.id(), held, Totp.SECRET_BYTES);
    }

    private static String base32(byte[] secret) {
        return new Base32().encodeToString(secret).replace("=", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
