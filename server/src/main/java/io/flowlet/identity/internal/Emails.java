package io.flowlet.identity.internal;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/** Addresses of persons as they are compared: two that differ in case, in spaces around or in Unicode form are one. */
public final class Emails {
    /** RFC 5321, 4.5.3.1.3, without the angle brackets. */
    private static final int LONGEST = 254;

    private Emails() {}

    public static String normalised(String email) {
        String cut = email.length() <= LONGEST * 2 ? email : email.substring(0, LONGEST * 2);
        return Normalizer.normalize(cut.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /**
     * Whose mailbox an address reaches, as far as addresses tell: two are one also when they differ in what follows the first plus sign of the local
     * part (RFC 5233), in quotes around it, in letters that only look different (NFKC) or are not seen, or in how the domain is written (IDNA, a final dot). Dots
     * that one provider passes over, aliases that a mail server knows and mailboxes that several people read are not told.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5233">RFC 5233</a>
     */
    public static String mailbox(String email) {
        String whole = Normalizer.normalize(normalised(email), Normalizer.Form.NFKC)
                .replaceAll("\\p{Cf}", "") // nobody sees them
                .toLowerCase(Locale.ROOT);
        int at = whole.lastIndexOf('@');
        return at < 0 ? whole : local(whole.substring(0, at)) + "@" + domain(whole.substring(at + 1));
    }

    private static String local(String part) {
        boolean quoted = part.length() > 2 && part.startsWith("\"") && part.endsWith("\"");
        String bare = quoted ? part.substring(1, part.length() - 1) : part;
        int plus = bare.indexOf('+');
        return plus > 0 ? bare.substring(0, plus) : bare;
    }

    private static String domain(String part) {
        String bare = part.endsWith(".") ? part.substring(0, part.length() - 1) : part;
        try {
            return IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return bare; // no name of the DNS: such a one is compared as it is
        }
    }
}
