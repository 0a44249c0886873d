package io.flowlet.identity.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares addresses of requests, whatever their query and fragment.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, 4.3 (9)</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2">RFC 3986, 6.2.2 and 6.2.3</a>
 */
final class RequestAddress {
    private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final int LONGEST = 2_000;

    private RequestAddress() {}

    /** Whether {@code sent} is another spelling of {@code expected} at most: case of scheme, host and escapes, the usual port, an empty path. */
    static boolean isSame(@Nullable String sent, URI expected) {
        if (sent == null || sent.length() > LONGEST) {
            return false;
        }
        if (sent.equals(expected.toString())) {
            return true;
        }
        try {
            URI address = new URI(sent);
            return address.getHost() != null
                    && address.getRawUserInfo() == null
                    && expected.getScheme().equalsIgnoreCase(address.getScheme())
                    && expected.getHost().equalsIgnoreCase(address.getHost())
                    && port(expected) == port(address)
                    && Objects.equals(path(expected), path(address));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(URI address) {
        if (address.getPort() != -1) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static String path(URI address) {
        String path = address.normalize().getRawPath();
        return path.isEmpty()
                ? "/"
                : ESCAPE.matcher(path).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
    }
}
