package io.flowlet.privacy;

import java.util.Locale;

/**
 * What processing rests on. Codes are stored, never reused.
 *
 * @see <a href="https://eur-lex.europa.eu/eli/reg/2016/679/oj">GDPR Art. 6(1)</a>
 */
public enum LegalBasis {
    CONSENT('a'),
    CONTRACT('b'),
    LEGAL_OBLIGATION('c'),
    VITAL_INTERESTS('d'),
    PUBLIC_TASK('e'),
    LEGITIMATE_INTERESTS('f');

    private final char letter;

    LegalBasis(char letter) {
        this.letter = letter;
    }

    /** Of GDPR Art. 6(1). */
    public char letter() {
        return letter;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such basis */
    public static LegalBasis of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
