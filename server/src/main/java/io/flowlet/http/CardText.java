package io.flowlet.http;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a text says of a card, in whatever digits and with whatever between them: full-width digits are digits, and a non-breaking space, a dash
 * or a dot in a number is none of it.
 *
 * <p>Nearly no text holds a card, so each is passed over by its count of digits and the letters that could name a code; only what is left then is
 * read closely, in a time that grows with its length alone. {@code CardSecretsTests} holds what must be found, what must not, and hostile texts.
 */
final class CardText {
    private static final int LEAST_OF_CODE = 3;
    private static final int LEAST_OF_NUMBER = 14;
    private static final int MOST_OF_NUMBER = 19;
    private static final int LEAST_OF_TRACK = 12;
    private static final int MOST_BETWEEN = 3;
    private static final int MOST_OF_GROUP = 6;
    private static final int MOST_OF_EXPIRY = 4;
    private static final int MOST_OF_IBAN = 34;
    private static final int MOST_OF_PHONE_NUMBER = 15;

    /**
     * A name of the code, then nothing but signs, then three or four digits and no more, but for what a slash and digits follow, and for a year to
     * which no colon, equals sign or "is" leads: what is said to be the code is none of the calendar. Names
     * that mean other things too need a colon, an equals sign or "is".
     */
    private static final Pattern CODE = Pattern.compile(
            "(?<![a-z0-9])(?:(?:(?:card[ _-]?|cc[ _-]?)?(?:[id]?cvv|cvc)(?:2(?![0-9]))?"
                    + "|(?:card|cc)[ _-]?(?:cvn|cvd|pvv)|cvn2|cvd2|cav2|(?:cvn|cvd|pvv)[ _-]?(?:code|value)"
                    + "|card[ _-]?(?:verification|security)[ _-]?(?:code|value|number)|security[ _-]?code)"
                    + "(?:[ _-]?(?:code|number|value|no|nr|is)){0,4}[^a-z0-9]{0,6}"
                    + "|(?:cvn|cvd|pvv)(?:[ _-]?(?:number|no|nr))?[^a-z0-9:=>]{0,3}(?:[:=>]|is(?![a-z]))[^a-z0-9]{0,3}"
                    + "|(?:csc2?(?:[ _-]?code)?|pin)[\"' ]*[:=][\"' ]*)"
                    + "(?:(?<=(?:[:=>]|is)[^a-z0-9]{0,6})|(?!(?:19|20)[0-9]{2}(?![0-9])))[0-9](?:[ .-]?[0-9]){2,3}(?![ .-]?[0-9]|[a-z]| ?/ ?[0-9])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CLOSER = Pattern.compile("[ ._-]+");

    /** A number, the separator of a track, and no less than the expiry date and service code that follow it. */
    private static final Pattern TRACK_1 = Pattern.compile("[Bb][0-9]{12,19}\\^[^^]{0,26}\\^[0-9^]{4}");

    private static final Pattern TRACK_2 = Pattern.compile("(?<![0-9])[0-9]{12,19}=[0-9]{7}");

    /** The same as from a chip in hexadecimal: a hash looks like it more often than a right number with a month behind it. */
    private static final Pattern TRACK_2_CHIP =
            Pattern.compile("(?<![0-9])([0-9]{12,19})[Dd][0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3}");

    /** The same with other separators: two numbers in a row look like it more often than an issuer's with a month behind it. */
    private static final Pattern TRACK_1_LIKE =
            Pattern.compile("[Bb]([0-9]{12,19})([^0-9A-Za-z])[^0-9]{2,26}\\2[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3}");

    private static final Pattern TRACK_2_LIKE =
            Pattern.compile("(?<![0-9])([0-9]{12,19})[^0-9A-Za-z]{1,3}[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3}");

    /** First digits and lengths that issuers of today use; a time or a counter of as many digits begins otherwise. */
    private static final Pattern ISSUED = Pattern.compile("4(?:[0-9]{15}|[0-9]{18})"
            + "|(?:5[1-5][0-9]{2}|22[2-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
            + "|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}"
            + "|(?:6011|64[4-9][0-9]|65[0-9]{2}|62[0-9]{2}|35[2-8][0-9])[0-9]{12,15}");

    /** Ids of ours and of others, and hashes: what looks like a card's number inside one is chance. */
    private static final Pattern ID =
            Pattern.compile("(?<![0-9A-Za-z])(?:[a-z]{2,5}_[0-9a-z]{26}|(?:0x)?[0-9A-Fa-f]{32,}+"
                    + "|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])");

    private static final Pattern IBAN_HEAD = Pattern.compile("(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?=[ -]?[0-9A-Za-z])");

    private CardText() {}

    /** Whether {@code text} holds a verification code or PIN by name, or what is written on a magnetic stripe, or the same from a chip. */
    static boolean holdsSecret(String text) {
        if (!hasDigits(text, LEAST_OF_CODE)) {
            return false;
        }
        String plain = plain(text);
        return (mayNameCode(plain) && CODE.matcher(plain).find())
                || (isLongEnough(plain, LEAST_OF_TRACK) && isTrack(plain));
    }

    /** Whether {@code text} holds what can be a card's number: first digits, length and check digit are right. */
    static boolean holdsNumber(String text) {
        if (!hasDigits(text, LEAST_OF_NUMBER)) {
            return false;
        }
        String plain = plain(text);
        return isLongEnough(plain, LEAST_OF_NUMBER) && findsNumber(plain) && findsNumber(withoutIds(plain));
    }

    /** Whether there are so many; of the characters beyond ASCII each that is no letter counts, as it may turn out to be one. */
    private static boolean hasDigits(String text, int least) {
        int digits = 0;
        for (int i = 0; i < text.length() && digits < least; i++) {
            char c = text.charAt(i);
            if (isDigit(c) || (c > '\u007f' && !Character.isLetter(c))) {
                digits++;
            }
        }
        return digits == least;
    }

    /** Whether so many digits stand in one sequence somewhere. */
    private static boolean isLongEnough(String plain, int least) {
        int digits = 0;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (isDigit(c)) {
                if (++digits == least) {
                    return true;
                }
            } else if (!isBetweenDigits(c) && !isBetweenParts(c)) {
                digits = 0;
            }
        }
        return false;
    }

    /** The same in ASCII, as far as it can be said so; marks and invisible characters are left out. */
    static String plain(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) <= '\u007f') {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.DECIMAL_DIGIT_NUMBER) {
                plain.append(Character.digit(c, 10));
            } else if (type == Character.SPACE_SEPARATOR) {
                plain.append(' ');
            } else if (type == Character.DASH_PUNCTUATION || c == '\u2212') {
                plain.append('-');
            } else if (c == '\u00b7' || c == '\u2022' || c == '\u2027' || c == '\u2219' || c == '\u22c5') {
                plain.append('.');
            } else if (type != Character.FORMAT
                    && type != Character.NON_SPACING_MARK
                    && type != Character.ENCLOSING_MARK) {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }

    /** Whether two letters stand together that are in each name of a code, and in few other words. */
    private static boolean mayNameCode(String plain) {
        int before = 0;
        for (int i = 0; i < plain.length(); i++) {
            int c = plain.charAt(i) | 0x20;
            if ((c == 'v' && (before == 'c' || before == 'p' || before == 'a'))
                    || (c == 'e' && before == 'v')
                    || (c == 'u' && before == 'c')
                    || (c == 'c' && before == 's')
                    || (c == 'i' && before == 'p')) {
                return true;
            }
            before = c;
        }
        return false;
    }

    private static boolean isTrack(String plain) {
        String close = CLOSER.matcher(plain).replaceAll("");
        return TRACK_1.matcher(close).find()
                || TRACK_2.matcher(close).find()
                || TRACK_2_CHIP.matcher(close).results().anyMatch(track -> CheckDigits.isLuhn(track.group(1)))
                || Stream.of(TRACK_1_LIKE.matcher(close), TRACK_2_LIKE.matcher(close), TRACK_2_LIKE.matcher(plain))
                        .flatMap(Matcher::results)
                        .anyMatch(track -> isNumber(track.group(1)));
    }

    /** Read twice where there is a comma or the like: such a sign ends a number more often than it stands inside one. */
    private static boolean findsNumber(String plain) {
        String spaced =
                plain.replace(',', ' ').replace(':', ' ').replace('*', ' ').replace('|', ' ');
        return findsSpaced(plain) || (!spaced.equals(plain) && findsSpaced(spaced));
    }

    private static boolean findsSpaced(String plain) {
        int i = 0;
        while (i < plain.length()) {
            int end = isDigit(plain.charAt(i)) ? endOfSequence(plain, i) : i;
            if (end - i >= LEAST_OF_NUMBER && isNumber(plain, i, end)) {
                return true;
            }
            i = Math.max(end, i + 1);
        }
        return false;
    }

    /** Behind the last of the digits from {@code start} on that have no more than a few separators between them. */
    private static int endOfSequence(String plain, int start) {
        int end = start;
        for (int i = start; i < plain.length() && i - end <= MOST_BETWEEN; i++) {
            if (isDigit(plain.charAt(i))) {
                end = i + 1;
            } else if (!isBetweenDigits(plain.charAt(i))) {
                break;
            }
        }
        return end;
    }

    /** Whether some of the groups of a sequence are one. What begins with + is a phone's. */
    private static boolean isNumber(String plain, int start, int end) {
        StringBuilder digits = new StringBuilder(end - start);
        int[] borders = borders(plain, start, end, digits);
        if (start > 0 && plain.charAt(start - 1) == '+' && digits.length() <= MOST_OF_PHONE_NUMBER) {
            return false;
        }
        for (int from = 0; from < borders.length - 1; from++) {
            for (int to = from + 1; to < borders.length && borders[to] - borders[from] <= MOST_OF_NUMBER; to++) {
                if (borders[to] - borders[from] >= LEAST_OF_NUMBER
                        && isGrouped(borders, from, to)
                        && isNumber(digits.substring(borders[from], borders[to]))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds the digits of a sequence to {@code digits}, and tells where among them its groups begin; last, where the last one ends. */
    private static int[] borders(String plain, int start, int end, StringBuilder digits) {
        int[] borders = new int[end - start + 1];
        int groups = 0;
        for (int i = start; i < end; i++) {
            if (isDigit(plain.charAt(i))) {
                digits.append(plain.charAt(i));
                if (i + 1 == end || !isDigit(plain.charAt(i + 1))) {
                    borders[++groups] = digits.length();
                }
            }
        }
        return Arrays.copyOf(borders, groups + 1);
    }

    private static boolean isNumber(String digits) {
        return digits.length() >= LEAST_OF_NUMBER && ISSUED.matcher(digits).matches() && CheckDigits.isLuhn(digits);
    }

    /**
     * Whether a number would be written in these groups: in one; as on cards; in an issuer's six or eight digits and the rest, beside nothing longer
     * than an expiry date; or, if nothing else stands beside them, in equal ones. Other numbers in a row, such as a reference and a date, would else
     * be a card one time in some fifty.
     */
    private static boolean isGrouped(int[] borders, int from, int to) {
        int groups = to - from;
        int first = borders[from + 1] - borders[from];
        int last = borders[to] - borders[to - 1];
        if (groups == 1) {
            return true;
        }
        if (groups == 2) {
            return ((first == 6 && last == 10) || (first == 8 && last == 8))
                    && (from == 0 || borders[from] - borders[from - 1] <= MOST_OF_EXPIRY)
                    && (to == borders.length - 1 || borders[to + 1] - borders[to] <= MOST_OF_EXPIRY);
        }
        if (groups == 3 && first == 4 && borders[from + 2] - borders[from + 1] == 6) {
            return last == 4 || last == 5;
        }
        boolean alone = from == 0 && to == borders.length - 1;
        return first <= MOST_OF_GROUP
                && last <= MOST_OF_GROUP
                && (alone || (first == 4 && last <= 4))
                && isEqual(borders, from, to - 1);
    }

    private static boolean isEqual(int[] borders, int from, int to) {
        int first = borders[from + 1] - borders[from];
        for (int i = from + 1; i < to; i++) {
            if (borders[i + 1] - borders[i] != first) {
                return false;
            }
        }
        return true;
    }

    private static String withoutIds(String plain) {
        String text = ID.matcher(plain).replaceAll("x");
        StringBuilder rest = new StringBuilder(text.length());
        Matcher head = IBAN_HEAD.matcher(text);
        int told = 0;
        for (int at = 0; head.find(at); ) {
            int end = endOfIban(text, head.start());
            if (end > 0) {
                rest.append(text, told, head.start()).append('x');
                told = end;
            }
            at = Math.max(end, head.start() + 1);
        }
        return rest.append(text, told, text.length()).toString();
    }

    /** Behind the longest IBAN from {@code start} on; 0 if none begins there. */
    private static int endOfIban(String text, int start) {
        int end = 0;
        StringBuilder number = new StringBuilder(MOST_OF_IBAN);
        for (int i = start; i < text.length() && number.length() < MOST_OF_IBAN; i++) {
            char c = text.charAt(i);
            boolean part = isDigit(c) || isLetter(c);
            if (part) {
                number.append(c >= 'a' ? (char) (c - 'a' + 'A') : c);
            } else if (c != ' ' && c != '-') {
                break;
            }
            boolean whole = i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1));
            if (part && whole && CheckDigits.isIban(number.toString())) {
                end = i + 1;
            }
        }
        return end;
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isBetweenDigits(char c) {
        return c == ' ' || c == '-' || c == '.' || c == '_' || c == '/';
    }

    private static boolean isBetweenParts(char c) {
        return c == ',' || c == ':' || c == '*' || c == '|';
    }
}
