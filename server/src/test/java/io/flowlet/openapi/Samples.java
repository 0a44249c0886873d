package io.flowlet.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values by name, put where an example says <code>{name}</code>: in the document those of the examples, in a run those of the answers. */
final class Samples {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

    private final Map<String, String> values = new HashMap<>();

    /** As the examples' answers name them. */
    static Samples of(List<OperationNote.Area> areas) {
        Samples samples = new Samples();
        areas.stream().flatMap(area -> area.notes().stream()).forEach(note -> {
            JsonNode answer = JSON.valueToTree(note.members().get("answer"));
            note.keep()
                    .forEach((name, pointer) ->
                            samples.put(name, answer.at(pointer).asString()));
        });
        areas.forEach(area -> area.samples().forEach((name, value) -> samples.put(name, value.toString())));
        return samples;
    }

    void put(String name, String value) {
        values.put(name, value);
    }

    /** Whether every place in {@code text} has a value. */
    boolean fill(String text) {
        return PLACE.matcher(text).results().allMatch(place -> values.containsKey(place.group(1)));
    }

    String filled(String text) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            return Matcher.quoteReplacement(value == null ? place.group() : value);
        });
    }

    JsonNode filled(@Nullable Object example) {
        return JSON.readTree(filled(JSON.writeValueAsString(example)));
    }
}
