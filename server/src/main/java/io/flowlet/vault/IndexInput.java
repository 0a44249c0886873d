package io.flowlet.vault;

import com.ibm.icu.text.Normalizer2;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value in the one spelling that its blind index is made of. Holds personal data in clear: shows its field only.
 *
 * <p>Every spelling is brought to Unicode's NFKC with case folded and invisible characters left out; then each field has rules of its own.
 * Normalising twice changes nothing. These rules are part of what is stored: a change needs a new version of every index.
 *
 * @see <a href="https://www.unicode.org/reports/tr31/#NFKC_Modifications">Unicode Standard Annex 31: NFKC_Casefold</a>
 */
public final class IndexInput {
    private static final Normalizer2 NFKC_CASEFOLD = Normalizer2.getNFKCCasefoldInstance();
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern PHONE_SEPARATORS = Pattern.compile("[\\s().\\-/\\p{Pd}]");
    private static final Pattern TRUNK_ZERO = Pattern.compile("\\(\\s*0\\s*\\)");
    private static final Pattern DOCUMENT_SEPARATORS = Pattern.compile("[\\s.\\-/<\\p{Pd}]");
    private static final Pattern DOCUMENT_NUMBER = Pattern.compile("[\\p{L}\\p{Nd}]{4,40}");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int MOST_EMAIL = 254;
    private static final int MOST_NAME = 200;

    private final IndexField field;
    private final String normalised;

    private IndexInput(IndexField field, String normalised) {
        this.field = field;
        this.normalised = normalised;
    }

    /** An e-mail address: case folded in both parts, dots and tags of the local part kept. Empty if {@code text} is none. */
    public static Optional<IndexInput> email(String text) {
        String folded = fold(text).strip();
        return folded.length() <= MOST_EMAIL && EMAIL.matcher(folded).matches()
                ? Optional.of(new IndexInput(IndexField.EMAIL, folded))
                : Optional.empty();
    }

    /**
     * A telephone number in the international spelling of E.164, {@code +} and 7 to 15 digits; spaces, points, dashes, slashes and
     * brackets are left out. Empty if {@code text} is none: also for a number without its country, and for {@code (0)}, which is not
     * dialled.
     *
     * @see <a href="https://www.itu.int/rec/T-REC-E.164/">ITU-T E.164</a>
     */
    public static Optional<IndexInput> phone(String text) {
        String folded = fold(text);
        String digits = latinDigits(PHONE_SEPARATORS.matcher(folded).replaceAll(""));
        return PHONE.matcher(digits).matches() && !TRUNK_ZERO.matcher(folded).find()
                ? Optional.of(new IndexInput(IndexField.PHONE, digits))
                : Optional.empty();
    }

    /** A document's number: letters and digits without the separators between them. Empty if {@code text} is none. */
    public static Optional<IndexInput> documentNumber(String text) {
        String folded = latinDigits(DOCUMENT_SEPARATORS.matcher(fold(text)).replaceAll(""));
        return DOCUMENT_NUMBER.matcher(folded).matches()
                ? Optional.of(new IndexInput(IndexField.DOCUMENT_NUMBER, folded))
                : Optional.empty();
    }

    /** A name with the day of birth, case folded, one space where there are many; accents count. Empty if a part of the name is. */
    public static Optional<IndexInput> nameAndBirthDate(String given, String family, LocalDate birthOn) {
        String first = spaced(given);
        String last = spaced(family);
        // a line feed is left in no name, so no two persons give one text
        return first.isEmpty() || last.isEmpty() || first.length() > MOST_NAME || last.length() > MOST_NAME
                ? Optional.empty()
                : Optional.of(new IndexInput(IndexField.NAME_AND_BIRTH_DATE, first + '\n' + last + '\n' + birthOn));
    }

    /**
     * A value that a module has normalised by rules of its own.
     *
     * @param normalised one spelling for each value
     */
    public static IndexInput of(IndexField field, String normalised) {
        return new IndexInput(field, normalised);
    }

    public IndexField field() {
        return field;
    }

    String normalised() {
        return normalised;
    }

    @Override
    public String toString() {
        return "IndexInput[" + field.code() + "]";
    }

    private static String spaced(String text) {
        return SPACES.matcher(fold(text)).replaceAll(" ").strip();
    }

    private static String fold(String text) {
        return NFKC_CASEFOLD.normalize(text);
    }

    /** Digits of other scripts are digits too. */
    private static String latinDigits(String text) {
        StringBuilder latin = new StringBuilder(text.length());
        text.codePoints().forEach(c -> latin.appendCodePoint(Character.isDigit(c) ? '0' + Character.digit(c, 10) : c));
        return latin.toString();
    }
}
