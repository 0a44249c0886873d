package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object that was read, each with the type that its reader expects.
 *
 * <p>Immutable.
 */
public record JsonObject(Map<String, @Nullable Object> members) {
    /**
     * Reads an object, canonical or not.
     *
     * @throws Malformed if it is not one
     */
    public static JsonObject parse(String text) throws Malformed {
        return new JsonObject(CanonicalJson.parseObject(text));
    }

    /**
     * Reads an object that is in canonical form.
     *
     * @throws Malformed if it is not one
     */
    public static JsonObject parseCanonical(String text) throws Malformed {
        return new JsonObject(CanonicalJson.parseCanonicalObject(text));
    }

    /**
     * A string that must be there.
     *
     * @throws Malformed if it is missing or not a string
     */
    public String text(String name) throws Malformed {
        return optionalText(name).orElseThrow(() -> new Malformed("member " + name + " is missing"));
    }

    /**
     * A string that may be missing.
     *
     * @throws Malformed if it is there and not a string
     */
    public Optional<String> optionalText(String name) throws Malformed {
        return optional(name, String.class);
    }

    /**
     * An object that may be missing.
     *
     * @throws Malformed if it is there and not an object
     */
    public Optional<JsonObject> optionalObject(String name) throws Malformed {
        @SuppressWarnings("unchecked") // the reader makes no other maps than these
        Optional<JsonObject> object =
                optional(name, Map.class).map(map -> new JsonObject((Map<String, @Nullable Object>) map));
        return object;
    }

    /**
     * A list of strings that must be there.
     *
     * @throws Malformed if it is missing or anything else
     */
    public List<String> texts(String name) throws Malformed {
        List<?> list = optional(name, List.class).orElseThrow(() -> new Malformed("member " + name + " is missing"));
        List<String> texts = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw new Malformed("member " + name + " is not a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /**
     * A number from 0 that must be there.
     *
     * @throws Malformed if it is missing, not a number or negative
     */
    public long count(String name) throws Malformed {
        long count = optional(name, Long.class).orElseThrow(() -> new Malformed("member " + name + " is missing"));
        if (count < 0) {
            throw new Malformed("member " + name + " is negative");
        }
        return count;
    }

    private <T> Optional<T> optional(String name, Class<T> type) throws Malformed {
        if (!members.containsKey(name)) {
            return Optional.empty();
        }
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw new Malformed("member " + name + " has the wrong type");
        }
        return Optional.of(type.cast(value));
    }

    /**
     * Refuses members that the reader does not know.
     *
     * @throws Malformed if there is any other member
     */
    public void allowOnly(Set<String> names) throws Malformed {
        for (String name : members.keySet()) {
            if (!names.contains(name)) {
                throw new Malformed("unknown member " + name);
            }
        }
    }
}
