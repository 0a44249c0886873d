package io.flowlet.policies;

import io.flowlet.http.FieldFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A kind of policy, brought by the module that obeys it. Implementations are beans and thread-safe. */
public interface PolicyKind {
    /** Lower_snake; stands in paths and rows and is never reused. */
    String name();

    /**
     * What is wrong with a body; empty when it may be published.
     *
     * @param body JSON values: maps, lists, strings, integers, booleans
     * @param before the body of the newest version, null for the first
     */
    List<FieldFault> check(Map<String, @Nullable Object> body, @Nullable Map<String, @Nullable Object> before);

    /**
     * What a rollback says: what {@code earlier} said, with those of its members raised that count changes.
     *
     * @param newest the body that it follows
     */
    default Map<String, @Nullable Object> again(
            Map<String, @Nullable Object> earlier, Map<String, @Nullable Object> newest) {
        return earlier;
    }

    /** The first version of every tenant, as JSON. */
    String initial();

    /** What the file {@code name} beside {@code owner} says, for {@link #initial}. */
    static String resource(Class<?> owner, String name) {
        try (InputStream text = owner.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("the first version of the policy is missing: " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
