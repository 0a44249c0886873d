package io.flowlet.settings;

/**
 * One thing that is wrong with the settings, as an operator is told it.
 *
 * @param key as written in the file, or the name of the environment variable when no key has that name
 * @param value what was found, quoted, or {@code missing}, {@code unknown} or {@code (hidden)}; never a secret
 * @param fix what to write instead, or the command that helps
 */
public record SettingFault(String key, String value, String fix) {
    static final String MISSING = "missing";
    static final String UNKNOWN = "unknown";
    static final String HIDDEN = "(hidden)";

    /** A key that this way of running cannot do without. */
    public static SettingFault missing(String key, String fix) {
        return new SettingFault(key, MISSING, fix);
    }
}
