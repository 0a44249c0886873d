package io.flowlet.settings;

import java.util.Collection;
import java.util.regex.Pattern;

/** Takes out of a text what must not be read in it. */
final class Hidden {
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+@");
    private static final Pattern PARAMETER = Pattern.compile("(?i)((?:password|secret|token)=)[^&\\s\"]+");

    private Hidden() {}

    /** {@code text} without any of {@code secrets} and without the user names and passwords of addresses. */
    static String in(String text, Collection<String> secrets) {
        String shown =
                PARAMETER.matcher(USER_INFO.matcher(text).replaceAll("…@")).replaceAll("$1…");
        for (String secret : secrets) {
            shown = secret.length() < 4 ? shown : shown.replace(secret, "…");
        }
        return shown;
    }
}
