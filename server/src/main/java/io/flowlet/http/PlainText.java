package io.flowlet.http;

import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Text of a body as it is kept: Unicode normal form C, without control characters.
 *
 * <p>Two spellings of one name must be one name, and a line break or NUL in a name ends up in somebody's file, log or statement.
 *
 * @see <a href="https://www.unicode.org/reports/tr15/">Unicode Standard Annex 15</a>
 */
final class PlainText {
    private PlainText() {}

    /** Brings every text inside {@code body} into normal form, in place, and notes what is no plain text. */
    static void normalise(JsonNode body, FieldFaults faults) {
        walk(body, JsonPointer.empty(), faults);
    }

    private static void walk(JsonNode node, JsonPointer here, FieldFaults faults) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (fault(member.getKey()).isPresent()) {
                    note("control_character", here, faults);
                } else {
                    normal(member.getValue(), here.appendProperty(member.getKey()), faults)
                            .ifPresent(member::setValue);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                normal(array.get(i), here.appendIndex(i), faults).ifPresent(text -> array.set(index, text));
            }
        }
    }

    private static Optional<StringNode> normal(JsonNode value, JsonPointer here, FieldFaults faults) {
        if (!(value instanceof StringNode string)) {
            walk(value, here, faults);
            return Optional.empty();
        }
        String text = string.stringValue();
        fault(text).ifPresent(code -> note(code, here, faults));
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? Optional.empty()
                : Optional.of(StringNode.valueOf(Normalizer.normalize(text, Normalizer.Form.NFC)));
    }

    private static Optional<String> fault(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return Optional.of("control_character");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return Optional.of("lone_surrogate");
                }
                i++;
            }
        }
        return Optional.empty();
    }

    private static void note(String code, JsonPointer here, FieldFaults faults) {
        String detail = code.equals("control_character")
                ? "Text must not hold control characters."
                : "Text must be well-formed Unicode.";
        faults.addUnlessTold(new FieldFault(MemberFaults.shown(here), code, detail));
    }
}
