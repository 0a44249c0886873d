package io.flowlet.sdk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Enums in paths and queries, written as in bodies. */
final class Constants {
    private Constants() {}

    static @Nullable String written(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }
}
