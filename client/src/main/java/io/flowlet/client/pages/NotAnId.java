package io.flowlet.client.pages;

import java.util.regex.Pattern;

/** An address names something that cannot be an id. */
public final class NotAnId extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final Pattern FORM = Pattern.compile("[a-z]{3}_[0-9a-zA-Z]{1,40}");

    private NotAnId() {
        super("not an id");
    }

    /** @throws NotAnId unless {@code text} has the form of an id with {@code prefix} */
    public static String checked(String text, String prefix) {
        if (!isOne(text, prefix)) {
            throw new NotAnId();
        }
        return text;
    }

    public static boolean isOne(String text, String prefix) {
        return FORM.matcher(text).matches() && text.startsWith(prefix + "_");
    }
}
