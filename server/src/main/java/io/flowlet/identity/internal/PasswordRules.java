package io.flowlet.identity.internal;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.flowlet.http.FieldFault;
import io.flowlet.identity.IdentitySettings;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Which passwords are taken: 15 to 128 characters, 12 where there is a second factor, not known from breaches, and not easy to guess for whoever knows the person.
 *
 * <p>A rule about kinds of characters there is only where a setting wants it: they make passwords worse. Thread-safe.
 *
 * @see <a href="https://pages.nist.gov/800-63-4/sp800-63b.html">NIST SP 800-63B-4, 3.1.1.2</a>
 */
@Component
public final class PasswordRules {
    public static final int SHORTEST = 15;
    /** For somebody who has a second factor. */
    public static final int SHORTEST_WITH_FACTOR = 12;

    public static final int LONGEST = 128;

    /** More than this in UTF-16 cannot be {@link #LONGEST} characters in normal form; it is not even looked at. */
    private static final int UNSEEN = 8 * LONGEST;
    /** The estimate's cost grows faster than the text, and what stands behind these characters only makes it better. */
    private static final int ESTIMATED = 64;

    private static final int LEAST_SCORE = 3;
    private static final int SHORTEST_WORD = 3;

    private final BreachedPasswords breached;
    private final PasswordHashing hashing;
    private final int leastKinds;
    private final Zxcvbn estimate = new Zxcvbn();

    PasswordRules(BreachedPasswords breached, PasswordHashing hashing, IdentitySettings settings) {
        this.breached = breached;
        this.hashing = hashing;
        this.leastKinds = settings.passwords().leastKinds();
    }

    /**
     * What is wrong with {@code password}; at most one fault, the first in this order: {@code too_long}, {@code too_short}, {@code too_few_kinds},
     * {@code breached}, {@code too_simple}, {@code personal}.
     *
     * @param own what others know of the person: e-mail address, names
     * @param secondFactor whether the person has one
     * @param pointer where the password stood
     */
    public Optional<FieldFault> fault(String password, List<String> own, boolean secondFactor, String pointer) {
        if (isTooLong(password)) {
            return fault(pointer, "too_long", "Use at most " + LONGEST + " characters.");
        }
        String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
        int shortest = secondFactor ? SHORTEST_WITH_FACTOR : SHORTEST;
        if (normal.codePointCount(0, normal.length()) < shortest) {
            return fault(
                    pointer,
                    "too_short",
                    "Use at least " + shortest + " characters, for example four or five random words.");
        }
        if (kinds(normal) < leastKinds) {
            return fault(
                    pointer,
                    "too_few_kinds",
                    "Use at least " + leastKinds
                            + " of these: small letters, capital letters, digits, other characters.");
        }
        return hashing.bounded(() -> guessable(normal, own, pointer));
    }

    /** Whether {@code password} is longer than any that was ever taken: such a one is never hashed. */
    static boolean isTooLong(String password) {
        if (password.length() > UNSEEN) {
            return true;
        }
        String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
        return normal.codePointCount(0, normal.length()) > LONGEST;
    }

    private static long kinds(String password) {
        return password.codePoints().map(PasswordRules::kind).distinct().count();
    }

    private static int kind(int character) {
        if (Character.isLowerCase(character)) {
            return 0;
        }
        if (Character.isUpperCase(character)) {
            return 1;
        }
        return Character.isDigit(character) ? 2 : 3;
    }

    private Optional<FieldFault> guessable(String password, List<String> own, String pointer) {
        if (breached.contains(password)) {
            return fault(
                    pointer, "breached", "This password, or what it is made of, is known from breaches; use another.");
        }
        String head = password.substring(0, Math.min(password.length(), ESTIMATED));
        if (estimate.measure(head).getScore() < LEAST_SCORE) {
            return fault(pointer, "too_simple", "This password is easy to guess; use four or five random words.");
        }
        if (estimate.measure(head, words(own)).getScore() < LEAST_SCORE) {
            return fault(pointer, "personal", "This password is easy to guess for whoever knows your name or address.");
        }
        return Optional.empty();
    }

    private static List<String> words(List<String> own) {
        return own.stream()
                .flatMap(text -> Stream.concat(Stream.of(text), Stream.of(text.split("[^\\p{L}\\p{N}]+"))))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= SHORTEST_WORD)
                .distinct()
                .toList();
    }

    private static Optional<FieldFault> fault(String pointer, String code, String detail) {
        return Optional.of(new FieldFault(pointer, code, detail));
    }
}
