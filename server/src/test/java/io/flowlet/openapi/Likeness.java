package io.flowlet.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Where an answer is not like its example. Everything must be equal but what no two runs share: ids agree in their prefix, times in their
 * form, a text with an ellipsis in what stands before it, numbers whose pointer the note lists under {@code varies}. A list may go on after
 * the example's members.
 */
final class Likeness {
    private static final Pattern ID = Pattern.compile("[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final int PREFIX = 4;

    private final Set<String> varies;
    private final List<String> faults = new ArrayList<>();

    private Likeness(List<String> varies) {
        this.varies = Set.copyOf(varies);
    }

    static List<String> faults(JsonNode example, JsonNode answer, List<String> varies) {
        Likeness likeness = new Likeness(varies);
        likeness.compare(example, answer, "");
        return likeness.faults;
    }

    private void compare(JsonNode example, JsonNode answer, String place) {
        if (example.isObject() && answer.isObject()) {
            if (!names(example).equals(names(answer))) {
                faults.add(place + ": members are " + names(answer) + " instead of " + names(example));
            }
            names(example).stream()
                    .filter(answer::has)
                    .forEach(name -> compare(example.get(name), answer.get(name), place + "/" + name));
        } else if (example.isArray() && answer.isArray()) {
            if (answer.size() < example.size()) {
                faults.add(place + ": has " + answer.size() + " members instead of " + example.size());
            }
            for (int i = 0; i < Math.min(example.size(), answer.size()); i++) {
                compare(example.get(i), answer.get(i), place + "/" + i);
            }
        } else if (!isLike(example, answer)
                && !(varies.contains(place) && example.getNodeType() == answer.getNodeType())) {
            faults.add(place + ": " + answer + " instead of " + example);
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.propertyStream().map(member -> member.getKey()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isLike(JsonNode example, JsonNode answer) {
        if (!example.isString() || !answer.isString()) {
            return example.equals(answer);
        }
        String sample = example.asString();
        String text = answer.asString();
        int ellipsis = sample.indexOf('…');
        if (ellipsis >= 0) {
            return text.startsWith(sample.substring(0, ellipsis));
        }
        if (ID.matcher(sample).matches()) {
            return ID.matcher(text).matches() && text.startsWith(sample.substring(0, PREFIX));
        }
        return sample.equals(text)
                || (TIME.matcher(sample).matches() && TIME.matcher(text).matches());
    }
}
