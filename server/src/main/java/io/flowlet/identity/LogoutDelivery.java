package io.flowlet.identity;

import java.net.URI;
import java.util.Locale;

/** Brings a logout token to a client. */
@FunctionalInterface
public interface LogoutDelivery {
    /** What came of it. */
    enum Delivered {
        /** The client answered that it has done so. */
        TAKEN,
        /** The client does not take this token and would take no other. */
        REFUSED,
        /** No answer, or one that promises nothing. */
        UNHEARD;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Posts {@code logoutToken} to {@code address}, as the client registered it; waits for the answer, some seconds at most. */
    Delivered deliver(URI address, String logoutToken);
}
