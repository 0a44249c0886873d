package io.flowlet.identity;

import java.net.URI;
import java.net.URISyntaxException;

/** Addresses of clients that this server calls itself. */
public final class HttpsUri {
    private static final int LONGEST = 500;

    private HttpsUri() {}

    /** Whether {@code text} is an absolute https address with a host, without user and fragment, of at most 500 characters. */
    public static boolean isSound(String text) {
        try {
            URI uri = new URI(text);
            return text.length() <= LONGEST
                    && "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
