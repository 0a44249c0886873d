package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import io.flowlet.vault.HmacPurpose;
import io.flowlet.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Makes secrets of 256 random bits and the digests under which they are stored.
 *
 * <p>HMAC-SHA-256 with a pepper of the vault instead of a slow hash: against 256 bits nobody searches, and a slow hash at every token would
 * be paid by us alone. Thread-safe.
 */
@Component
public final class Secrets {
    private static final int BYTES = 32;
    private static final int CODE_LENGTH = 10;
    /** Crockford's: without those that are taken for one another. */
    private static final String CODE_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

    /** Twenty consonants, so that no code is a word (RFC 8628, 6.1). */
    private static final String USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    private static final int USER_CODE_LENGTH = 8;

    /** So that scanners of repositories and logs know one when they see it. */
    private static final String CLIENT_SECRET_PREFIX = "cls_";

    private static final String REFRESH_TOKEN_PREFIX = "rft_";
    /** Nothing of ours is longer; what is, is hashed no further than to this length and matches nothing. */
    private static final int LONGEST = 128;

    private final Vault vault;
    private final SecureRandom random = new SecureRandom();

    Secrets(Vault vault) {
        this.vault = vault;
    }

    public String newClientSecret() {
        return CLIENT_SECRET_PREFIX + random256();
    }

    public String newInvitation() {
        return random256();
    }

    /**
     * A code that one person tells another: 50 random bits as ten characters of Crockford's base 32, {@code x7k2m-9qrtd}. Worth something only where
     * few attempts are counted.
     */
    public String newConfirmationCode() {
        String code = random.ints(CODE_LENGTH, 0, CODE_LETTERS.length())
                .mapToObj(at -> CODE_LETTERS.substring(at, at + 1))
                .collect(Collectors.joining());
        return code.substring(0, CODE_LENGTH / 2) + "-" + code.substring(CODE_LENGTH / 2);
    }

    /** Bound to the invitation; read as people type: in any case, with or without blanks and hyphens. */
    public byte[] digestOfConfirmationCode(UUID invitation, String code) {
        String typed = code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        return hmac(HmacPurpose.INVITATION, invitation + ":" + bounded(typed));
    }

    /** For a session's cookie, a code, a link or a form: 256 random bits in base64url. */
    public String newSecret() {
        return random256();
    }

    String newRefreshToken() {
        return REFRESH_TOKEN_PREFIX + random256();
    }

    public byte[] digestOfSession(String cookie) {
        return hmac(HmacPurpose.SESSION, bounded(cookie));
    }

    byte[] digestOfCode(String code) {
        return hmac(HmacPurpose.AUTHORIZATION_CODE, bounded(code));
    }

    /** Of the {@code jti} of an assertion, which is the client's own and unique to it alone. */
    byte[] digestOfAssertion(String clientId, String jti) {
        return hmac(HmacPurpose.CLIENT_ASSERTION, clientId + ":" + jti);
    }

    byte[] digestOfPushedRequest(String reference) {
        return hmac(HmacPurpose.PUSHED_REQUEST, bounded(reference));
    }

    /** The blind index of an address: the same for one tenant and audience only, so that rows of two cannot be compared. */
    public byte[] indexOfEmail(TenantId tenant, Audience audience, String normalised) {
        return hmac(HmacPurpose.ACCOUNT_EMAIL, tenant.value() + ":" + audience.code() + ":" + normalised);
    }

    /** The blind index of a mailbox of the tenant's staff. */
    public byte[] indexOfMailbox(TenantId tenant, String mailbox) {
        return hmac(HmacPurpose.ACCOUNT_EMAIL, tenant.value() + ":staff mailbox:" + mailbox);
    }

    /** In the place of such an index, equal to none that an address has. */
    public byte[] unusedIndex() {
        return hmac(HmacPurpose.ACCOUNT_EMAIL, random256());
    }

    /** What a form must bring along: bound to the browser's cookie and to what the form is for. */
    public String formToken(String cookie, String form) {
        byte[] digest = hmac(HmacPurpose.FORM, bounded(cookie) + "\n" + form);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    /** A code that a person reads from a device and types elsewhere, {@code WDJB-MJHT}: 34.5 random bits. Worth something only where attempts are counted. */
    String newUserCode() {
        return shownUserCode(random.ints(USER_CODE_LENGTH, 0, USER_CODE_LETTERS.length())
                .mapToObj(at -> USER_CODE_LETTERS.substring(at, at + 1))
                .collect(Collectors.joining()));
    }

    /** A user code as devices show it, however it was typed: in capitals, with a hyphen and nothing else between. */
    static String shownUserCode(String typed) {
        String letters = bounded(typed).toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        return letters.length() == USER_CODE_LENGTH
                ? letters.substring(0, USER_CODE_LENGTH / 2) + "-" + letters.substring(USER_CODE_LENGTH / 2)
                : letters;
    }

    byte[] digestOfUserCode(String typed) {
        return hmac(HmacPurpose.USER_CODE, shownUserCode(typed));
    }

    byte[] digestOfDeviceCode(String code) {
        return hmac(HmacPurpose.DEVICE_CODE, bounded(code));
    }

    /** Of the secret with which whoever typed a right user code goes on. */
    byte[] digestOfDevicePage(String secret) {
        return hmac(HmacPurpose.DEVICE_PAGE, bounded(secret));
    }

    /** Bound to the client, so that a digest copied to another client's row opens nothing. */
    public byte[] digestOfClientSecret(String clientId, String secret) {
        return hmac(HmacPurpose.CLIENT_SECRET, clientId + ":" + bounded(secret));
    }

    public byte[] digestOfInvitation(String invitation) {
        return hmac(HmacPurpose.INVITATION, bounded(invitation));
    }

    /** Bound to the account; read as people type. */
    byte[] digestOfRecoveryCode(UUID account, String code) {
        String typed = code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        return hmac(HmacPurpose.RECOVERY_CODE, account + ":" + bounded(typed));
    }

    /** For a sign-in that waits for its second factor. */
    public byte[] digestOfStep(String cookie) {
        return hmac(HmacPurpose.SIGN_IN_STEP, bounded(cookie));
    }

    /** The secret that is offered to the holder of {@code held} for an authenticator app. */
    byte[] factorSecret(UUID account, String held, int bytes) {
        return Arrays.copyOf(hmac(HmacPurpose.FACTOR_OFFER, account + ":" + held), bytes);
    }

    /** Over the head of a challenge for a passkey, in the browser that holds {@code held}. */
    byte[] challengeMac(String held, byte[] head) {
        return hmac(HmacPurpose.PASSKEY_CHALLENGE, HexFormat.of().formatHex(head) + ":" + held);
    }

    /** Of a browser and the index of the address that somebody signs in to there. */
    public byte[] digestOfDevice(byte[] emailIndex, String cookie) {
        return hmac(HmacPurpose.DEVICE, HexFormat.of().formatHex(emailIndex) + ":" + bounded(cookie));
    }

    /** Of a link by which somebody chooses a new password. */
    public byte[] digestOfReset(String link) {
        return hmac(HmacPurpose.PASSWORD_RESET, bounded(link));
    }

    public byte[] digestOfToken(String token) {
        return hmac(HmacPurpose.TOKEN, token);
    }

    private byte[] hmac(HmacPurpose purpose, String text) {
        return vault.hmac(purpose, text.getBytes(StandardCharsets.UTF_8));
    }

    private String random256() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
