package io.flowlet.screening.internal.matching;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signs that look like Latin letters, read as what they look like: somebody who mixes them into a Latin name wants it to be read so.
 *
 * <p>Cyrillic and Greek letters count only beside Latin ones, and digits only within a word of letters; a name that is Cyrillic or Greek
 * throughout is spelled by its sound as ever.
 */
final class Lookalikes {
    private static final String CYRILLIC_AND_GREEK = "АВЕЅІЈКМНОРСТУХҺаеѕіјкморстухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ";
    private static final String LOOK_LIKE = "ABESIJKMHOPCTYXHaesijkmopctyxhdqwABEZHIKMNOPTYXaiKvoptux";
    private static final Map<Integer, Character> LATIN = new HashMap<>();

    static {
        for (int i = 0; i < CYRILLIC_AND_GREEK.length(); i++) {
            LATIN.put((int) CYRILLIC_AND_GREEK.charAt(i), LOOK_LIKE.charAt(i));
        }
    }

    private Lookalikes() {}

    /** {@code name} as it looks; empty if it looks as it is spelled. */
    static Optional<String> latin(String name) {
        boolean mixed = name.codePoints().anyMatch(LATIN::containsKey)
                && name.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
        StringBuilder seen = new StringBuilder(name.length());
        int[] points = name.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            if (mixed && LATIN.containsKey(c)) {
                seen.append(LATIN.get(c).charValue());
            } else if (c == '0' && isInWord(points, i)) {
                seen.append('o');
            } else if (c == '1' && isInWord(points, i)) {
                seen.append('l');
            } else {
                seen.appendCodePoint(c);
            }
        }
        return Optional.of(seen.toString()).filter(text -> !text.equals(name));
    }

    private static boolean isInWord(int[] points, int at) {
        return (at > 0 && Character.isLetter(points[at - 1]))
                || (at + 1 < points.length && Character.isLetter(points[at + 1]));
    }
}
