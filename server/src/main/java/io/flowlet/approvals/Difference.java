package io.flowlet.approvals;

import io.flowlet.tlog.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One place in which two JSON values differ.
 *
 * <p>Objects are compared member by member, lists place by place; everything else as a whole.
 *
 * @param pointer JSON Pointer (RFC 6901); empty for the values themselves
 * @param before canonical JSON (RFC 8785); null where there was nothing
 * @param after the same; null where there is nothing any more
 */
public record Difference(
        String pointer, @Nullable String before, @Nullable String after) {
    /** Text forms hide the values, which may be anybody's. */
    @Override
    public String toString() {
        return "Difference[" + pointer + "]";
    }

    /** Every difference, in the order of the members' names and the lists' places. */
    public static List<Difference> between(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        List<Difference> found = new ArrayList<>();
        members("", before, after, found);
        return List.copyOf(found);
    }

    private static void members(String pointer, Map<?, ?> before, Map<?, ?> after, List<Difference> found) {
        TreeSet<String> names = new TreeSet<>();
        before.keySet().forEach(name -> names.add((String) name));
        after.keySet().forEach(name -> names.add((String) name));
        for (String name : names) {
            String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (!after.containsKey(name)) {
                found.add(new Difference(place, CanonicalJson.write(before.get(name)), null));
            } else if (!before.containsKey(name)) {
                found.add(new Difference(place, null, CanonicalJson.write(after.get(name))));
            } else {
                values(place, before.get(name), after.get(name), found);
            }
        }
    }

    private static void values(String place, @Nullable Object before, @Nullable Object after, List<Difference> found) {
        if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
            members(place, one, other, found);
        } else if (before instanceof List<?> one && after instanceof List<?> other) {
            places(place, one, other, found);
        } else {
            String was = CanonicalJson.write(before);
            String is = CanonicalJson.write(after);
            if (!Objects.equals(was, is)) { // as text: an integer is the same number whichever class holds it
                found.add(new Difference(place, was, is));
            }
        }
    }

    private static void places(String pointer, List<?> before, List<?> after, List<Difference> found) {
        int common = Math.min(before.size(), after.size());
        for (int i = 0; i < common; i++) {
            values(pointer + "/" + i, before.get(i), after.get(i), found);
        }
        for (int i = common; i < before.size(); i++) {
            found.add(new Difference(pointer + "/" + i, CanonicalJson.write(before.get(i)), null));
        }
        for (int i = common; i < after.size(); i++) {
            found.add(new Difference(pointer + "/" + i, null, CanonicalJson.write(after.get(i))));
        }
    }
}
