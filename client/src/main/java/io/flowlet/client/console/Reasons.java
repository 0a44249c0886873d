package io.flowlet.client.console;

import io.flowlet.client.pages.Form;

/** Why somebody decided, which stands in the record for good. */
final class Reasons {
    private static final int LEAST = 3;
    private static final int MOST = 1000;

    private Reasons() {}

    static String of(Form form) {
        // a record is one line, whatever the field for it looks like
        String reason = form.required("reason", MOST, "Write down why").replaceAll("\\s*\\R\\s*", " ");
        if (!reason.isEmpty() && reason.length() < LEAST) {
            form.fault("reason", "Write a few words");
        }
        return reason;
    }
}
