package io.flowlet.identity;

import java.util.List;

/**
 * How a person proved who it is: what ID and access tokens say as {@code amr} and {@code acr}.
 *
 * @param amr methods by the names of RFC 8176; {@code mfa} among them when there were two factors
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8176#section-2">RFC 8176, 2</a>
 */
public record Proof(List<String> amr) {
    /** A password alone. */
    public static final Proof PASSWORD = new Proof(List.of("pwd"));

    /** A password, and a code of the authenticator app or a recovery code: both work once. */
    public static final Proof PASSWORD_AND_CODE = new Proof(List.of("pwd", "otp", "mfa"));

    /** A passkey that its device opened for the person: what she has, and her finger, face or code; no other page can ask for it. */
    public static final Proof PASSKEY = new Proof(List.of("pop", "user", "mfa"));

    private static final String BOUND = "pop";
    private static final String TWO_FACTORS = "mfa";
    private static final List<String> LEVELS = List.of("1", "2", "3");

    public Proof {
        amr = List.copyOf(amr);
    }

    /** Every level, the weakest first: what {@link #acr} may say. */
    public static List<String> levels() {
        return LEVELS;
    }

    /** Whether there were two factors. */
    public boolean isStrong() {
        return amr.contains(TWO_FACTORS);
    }

    /** {@code 3} after a passkey, {@code 2} after two other factors, otherwise {@code 1}; a higher one satisfies whoever asks for a lower one. */
    public String acr() {
        return Integer.toString(level());
    }

    /** Whether this is as strong as the level {@code acr}; nothing is as strong as a level that is not ours. */
    public boolean reaches(String acr) {
        return LEVELS.indexOf(acr) >= 0 && LEVELS.indexOf(acr) < level();
    }

    private int level() {
        if (amr.contains(BOUND)) {
            return 3;
        }
        return isStrong() ? 2 : 1;
    }
}
