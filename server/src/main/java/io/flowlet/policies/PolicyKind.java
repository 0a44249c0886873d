package io.flowlet.policies;

import io.flowlet.http.FieldFault;
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

    /** The first version of every tenant, as JSON. */
    String initial();
}
