package io.flowlet.openapi;

import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What people wrote about one operation in {@code docs/openapi/operations/<area>.yaml}; that folder's README explains each member.
 *
 * @param area the file's name, and the operation's tag
 * @param route for example {@code GET /v1/wallets/{id}}
 */
record OperationNote(String area, String route, Map<String, Object> members) {
    /** An area's notes and how it names the types of its controllers. */
    record Area(
            String name,
            String title,
            Map<String, Object> schemas,
            Map<String, Object> samples,
            List<OperationNote> notes) {}

    private static final String FOLDER = "docs/openapi/operations";
    private static final String ABOUT = "area";

    static List<Area> areas() {
        try (Stream<Path> files = Files.list(GeneratedPage.root().resolve(FOLDER))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(OperationNote::read)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Area read(Path file) {
        String name = file.getFileName().toString().replace(".yaml", "");
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        try {
            Map<String, Object> all = new Yaml(new SafeConstructor(strict)).load(Files.readString(file));
            Map<String, Object> about = map(all.remove(ABOUT));
            List<OperationNote> notes = new ArrayList<>();
            all.forEach((route, members) -> notes.add(new OperationNote(name, route, map(members))));
            return new Area(
                    name,
                    String.valueOf(about.get("title")),
                    map(about.get("schemas")),
                    map(about.get("samples")),
                    notes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    String method() {
        return route.substring(0, route.indexOf(' '));
    }

    String path() {
        return route.substring(route.indexOf(' ') + 1);
    }

    String text(String member) {
        return optional(member).orElseThrow(() -> new AssertionError(route + " needs a " + member));
    }

    Optional<String> optional(String member) {
        return Optional.ofNullable(members.get(member)).map(Object::toString);
    }

    List<String> list(String member) {
        return members.get(member) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    /** The example's answer. */
    int status() {
        return Integer.parseInt(optional("status").orElse(method().equals("POST") ? "201" : "200"));
    }

    /** The answer of another status, in other circumstances; empty if there is none. */
    Optional<OperationNote> also() {
        Map<String, Object> other = new LinkedHashMap<>(map(members.get("also")));
        if (other.isEmpty()) {
            return Optional.empty();
        }
        optional("key").ifPresent(key -> other.put("key", key));
        return Optional.of(new OperationNote(area, route, other));
    }

    /** The records that are answered, where the method's return type does not say: one, or one of several. */
    List<String> views() {
        return members.get("view") instanceof String one ? List.of(one) : list("view");
    }

    Map<String, String> keep() {
        Map<String, String> keep = new LinkedHashMap<>();
        map(members.get("keep")).forEach((name, pointer) -> keep.put(name, pointer.toString()));
        return keep;
    }

    /** Requests that others need beside the example; they are not published. */
    List<OperationNote> more() {
        return members.get("more") instanceof List<?> list
                ? list.stream()
                        .map(each -> new OperationNote(area, route, map(each)))
                        .toList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
