package io.flowlet.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells what nobody may keep of a card, not even encrypted: verification codes, PINs, what is on the magnetic stripe; and a card's number, which is
 * kept by tokens alone. Every body that is bound to a record is looked through, so what a careless integration sends is refused before anything
 * sees it. The body of a payment takes about a microsecond.
 *
 * @see <a href="https://www.pcisecuritystandards.org/document_library/">PCI DSS 4.0.1, requirement 3.3.1</a>
 */
public final class CardSecrets {
    private static final String SECRET =
            "Verification codes, PINs and track data of cards must never be sent or kept: PCI DSS 3.3.1.";

    private static final String NUMBER =
            "A card's number is taken by POST /v1/tokens alone, as its value; send the token elsewhere.";

    /** Names of members in lower case, without separators. */
    private static final Set<String> NAMES = Stream.concat(
                    codes(),
                    Stream.of(
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
                            "magneticstripe"))
            .collect(Collectors.toUnmodifiableSet());

    /** What the schemes call the code, of each card, chip, contactless and PIN: with what often stands before and behind. */
    private static Stream<String> codes() {
        List<String> before = List.of("", "card", "cc", "creditcard", "debitcard", "paymentcard");
        List<String> names = List.of(
                "cvv",
                "cvv2",
                "icvv",
                "dcvv",
                "cvc",
                "cvc2",
                "icvc",
                "cvc3",
                "cvn",
                "cvn2",
                "cvd",
                "cvd2",
                "csc",
                "csc2",
                "cid",
                "cid2",
                "icsc",
                "cav2",
                "pvv",
                "cardverification",
                "cardsecurity",
                "securitycode");
        List<String> behind = List.of("", "code", "number", "no", "num", "value", "data", "digits");
        return before.stream()
                .flatMap(first -> names.stream().flatMap(name -> behind.stream().map(last -> first + name + last)));
    }

    private CardSecrets() {}

    /** Whether a member of this name would hold such a secret, however it is spelled. */
    public static boolean isName(String member) {
        String plain = CardText.plain(member);
        StringBuilder letters = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            if (Character.isLetterOrDigit(plain.charAt(i))) {
                letters.append(Character.toLowerCase(plain.charAt(i)));
            }
        }
        return NAMES.contains(letters.toString());
    }

    /** Whether {@code text} holds a verification code or PIN by name, what is written on a magnetic stripe, or the same from a chip. */
    public static boolean isSecret(String text) {
        return CardText.holdsSecret(text);
    }

    /**
     * Whether {@code text} holds what can be a card's number, in one or in groups: an issuer's first digits, length and check digit. Never in an
     * IBAN, a UUID, an id of ours or a hash in hexadecimal. A quarter of the other numbers of 16 digits begins as an issuer's do; of these one of
     * ten has a right check digit.
     */
    public static boolean holdsCardNumber(String text) {
        return CardText.holdsNumber(text);
    }

    /**
     * Notes every such member and text inside {@code body}.
     *
     * @param forNumbers the members of {@code body} and inside it that may hold a card's number
     */
    static void note(JsonNode body, CardNumberMembers forNumbers, FieldFaults faults) {
        walk(body, Place.BODY, forNumbers, faults);
    }

    private static void walk(JsonNode node, Place here, CardNumberMembers forNumbers, FieldFaults faults) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                Place place = new Place(here, name, 0);
                if (isName(name)) {
                    note(place, SECRET, faults);
                } else if (holdsCardNumber(name)) {
                    note(here, NUMBER, faults); // without the name, which would be told
                } else if (forNumbers.own().contains(name) && member.getValue().isString()) {
                    text(member.getValue(), place, true, faults);
                } else {
                    walk(member.getValue(), place, forNumbers.inside(name), faults);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                walk(array.get(i), new Place(here, "", i), CardNumberMembers.NONE, faults);
            }
        } else {
            text(node, here, false, faults);
        }
    }

    private static void text(JsonNode node, Place here, boolean mayBeNumber, FieldFaults faults) {
        if (!node.isString()) {
            return;
        }
        String text = node.stringValue();
        if (isSecret(text)) {
            note(here, SECRET, faults);
        } else if (!mayBeNumber && holdsCardNumber(text)) {
            note(here, NUMBER, faults);
        }
    }

    private static void note(Place place, String detail, FieldFaults faults) {
        faults.addUnlessTold(new FieldFault(MemberFaults.shown(place.pointer()), "card_secret", detail));
    }

    /** Where a member stands; written as a pointer only when there is something to tell of it. */
    private record Place(@Nullable Place around, String member, int index) {
        private static final Place BODY = new Place(null, "", 0);

        JsonPointer pointer() {
            if (around == null) {
                return JsonPointer.empty();
            }
            JsonPointer before = around.pointer();
            return member.isEmpty() ? before.appendIndex(index) : before.appendProperty(member);
        }
    }
}
