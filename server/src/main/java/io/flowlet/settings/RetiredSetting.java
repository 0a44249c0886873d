package io.flowlet.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting that there once was. It is refused like an unknown one, with the name that took its place, so that nobody believes in a line
 * that does nothing any more.
 *
 * @param name without {@code flowlet.}; a list, a map or a group covers what stands below it
 * @param since the version that knows it no longer
 * @param successor the setting to write instead
 * @param reason why it went, when nothing took its place
 */
public record RetiredSetting(
        String name,
        String since,
        @Nullable String successor,
        @Nullable String reason) {
    /** All that this product ever had; a name stays here for good. */
    public static final List<RetiredSetting> ALL = List.of();

    public static RetiredSetting renamed(String name, String successor, String since) {
        return new RetiredSetting(name, since, successor, null);
    }

    /** @param reason a few words, no full stop */
    public static RetiredSetting removed(String name, String reason, String since) {
        return new RetiredSetting(name, since, null, reason);
    }

    boolean covers(String written) {
        return written.equals(name)
                || written.startsWith(name + ".")
                || written.startsWith(name + "[")
                || written.equals(name + SettingKey.FILE_SUFFIX);
    }

    boolean coversVariable(String variable) {
        String own = SettingKey.variableOf(name);
        return variable.equals(own) || variable.equals(own + SettingKey.FILE_VARIABLE_SUFFIX);
    }

    SettingFault refusal(String written, boolean isVariable) {
        String fix = successor == null
                ? "remove it: " + reason
                : "write " + (isVariable ? SettingKey.variableOf(successor) : successor) + " instead";
        return new SettingFault(written, "retired in " + since, fix);
    }
}
