package io.flowlet.http;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells what nobody may keep of a card, not even encrypted: verification codes, PINs, what is on the magnetic stripe. Every body that is
 * bound to a record is looked through, so what a careless integration sends is refused before anything sees it.
 *
 * @see <a href="https://www.pcisecuritystandards.org/document_library/">PCI DSS 4.0.1, requirement 3.3.1</a>
 */
public final class CardSecrets {
    /** Names of members in lower case, without separators. */
    private static final Set<String> NAMES = Set.of(
            "cvv",
            "cvv2",
            "cvvcode",
            "cvvnumber",
            "cardcvv",
            "cardcvv2",
            "cvc",
            "cvccode",
            "cardcvc",
            "cardcvc2",
            "cvn",
            "cvn2",
            "cvncode",
            "cardcsc",
            "cvc2",
            "csc",
            "cav2",
            "cardverificationcode",
            "cardverificationvalue",
            "cardsecuritycode",
            "securitycode",
            "pin",
            "pinblock",
            "pincode",
            "cardpin",
            "encryptedpin",
            "track",
            "track1",
            "track2",
            "track3",
            "trackdata",
            "track1data",
            "track2data",
            "track1d",
            "track2d",
            "track2equivalentdata",
            "emvtrack2",
            "fulltrack",
            "magstripe",
            "magneticstripe");

    private static final Pattern SEPARATORS = Pattern.compile("[_\\-. ]");
    /** A card number, the separator of a track, and no less than the expiry date and service code that follow it. */
    private static final Pattern TRACK_1 = Pattern.compile("[Bb][0-9]{12,19}\\^[^^]{0,26}\\^[0-9^]{4}");

    private static final Pattern TRACK_2 = Pattern.compile("(?<![0-9])[0-9]{12,19}[=D][0-9]{7}");

    /** The same with a small separator, as from a chip in hexadecimal: a hash looks like it more often than a number with a month in it. */
    private static final Pattern TRACK_2_SMALL =
            Pattern.compile("(?<![0-9])([0-9]{12,19})d[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3}");

    /** A number as it is written on the card, in one or in groups, with no digit of anything else before or after it. */
    private static final Pattern CARD_NUMBER = Pattern.compile(
            "(?<![0-9A-Fa-f])(?:[0-9]{13,19}|[0-9]{4}(?:[- ][0-9]{4}){3}|[0-9]{4}[- ][0-9]{6}[- ][0-9]{4,5})(?![0-9A-Fa-f])");

    /** First digits and lengths that issuers of today use; a time or a counter of as many digits begins otherwise. */
    private static final Pattern ISSUED = Pattern.compile("4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"
            + "|(?:5[1-5][0-9]{2}|22[2-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
            + "|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}"
            + "|(?:6011|64[4-9][0-9]|65[0-9]{2}|62[0-9]{2}|35[2-8][0-9])[0-9]{12,15}");

    private static final int SHORTEST_TRACK = 20;
    private static final int SHORTEST_NUMBER = 13;

    private CardSecrets() {}

    /** Whether a member of this name would hold such a secret, however it is spelled. */
    public static boolean isName(String member) {
        return NAMES.contains(SEPARATORS.matcher(member).replaceAll("").toLowerCase(Locale.ROOT));
    }

    /** Whether {@code text} holds what is written on a magnetic stripe, or the same from a chip. */
    public static boolean isTrackData(String text) {
        if (text.length() < SHORTEST_TRACK) {
            return false;
        }
        String close = text.indexOf(' ') < 0 ? text : text.replace(" ", "");
        return TRACK_1.matcher(close).find()
                || TRACK_2.matcher(close).find()
                || TRACK_2_SMALL.matcher(close).results().anyMatch(found -> isLuhn(found.group(1)));
    }

    /** Whether {@code text} holds what can be a card's number: first digits, length and check digit are right. */
    public static boolean holdsCardNumber(String text) {
        return text.length() >= SHORTEST_NUMBER
                && CARD_NUMBER
                        .matcher(text)
                        .results()
                        .map(found -> found.group().replace("-", "").replace(" ", ""))
                        .anyMatch(number -> ISSUED.matcher(number).matches() && isLuhn(number));
    }

    /**
     * Whether the check digit of {@code digits} is right.
     *
     * @see <a href="https://www.iso.org/standard/70484.html">ISO/IEC 7812-1, annex B</a>
     */
    public static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /** Notes every such member and text inside {@code body}. */
    static void note(JsonNode body, FieldFaults faults) {
        walk(body, JsonPointer.empty(), faults);
    }

    private static void walk(JsonNode node, JsonPointer here, FieldFaults faults) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                JsonPointer place = here.appendProperty(member.getKey());
                if (isName(member.getKey())) {
                    fault(place, faults);
                } else {
                    walk(member.getValue(), place, faults);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                walk(array.get(i), here.appendIndex(i), faults);
            }
        } else if (node.isString() && isTrackData(node.stringValue())) {
            fault(here, faults);
        }
    }

    private static void fault(JsonPointer place, FieldFaults faults) {
        faults.addUnlessTold(new FieldFault(
                MemberFaults.shown(place),
                "card_secret",
                "Verification codes, PINs and track data of cards must never be sent or kept: PCI DSS 3.3.1."));
    }
}
