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
            "cvc",
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
            "fulltrack",
            "magstripe",
            "magneticstripe");

    private static final Pattern SEPARATORS = Pattern.compile("[_\\- ]");
    /** A card number, the separator of a track, and no less than the expiry date and service code that follow it. */
    private static final Pattern TRACK_1 = Pattern.compile("[Bb][0-9]{12,19}\\^[^^]{0,26}\\^[0-9^]{4}");

    private static final Pattern TRACK_2 = Pattern.compile("(?<![0-9])[0-9]{12,19}[=D][0-9]{7}");
    private static final int SHORTEST_TRACK = 20;

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
        return TRACK_1.matcher(close).find() || TRACK_2.matcher(close).find();
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
