package io.flowlet.identity.internal;

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
}
