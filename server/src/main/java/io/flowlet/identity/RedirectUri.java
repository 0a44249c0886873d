package io.flowlet.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a person is sent back to: {@code https}, or plain {@code http} on the loopback; no user, no fragment, no wildcard.
 *
 * <p>Two are the same only when every character is: {@code https://app.example/cb} and {@code https://APP.example/cb} are two.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-2.1">RFC 9700, 2.1</a>
 */
public record RedirectUri(String value) {
    private static final int LONGEST = 500;
    /** Without what would end the value of a header or of a content security policy. */
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9\\-._~:/?\\[\\]@!$&()*+=%]+");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.0\\.0\\.1|\\[::1\\]");
    private static final Pattern HOST = Pattern.compile("[a-z0-9.\\-]+|\\[[0-9a-f:.]+\\]");

    /** @throws IllegalArgumentException if {@code value} is not such an address */
    public RedirectUri {
        if (!isSound(value)) {
            throw new IllegalArgumentException("not a redirect address");
        }
    }

    public static Optional<RedirectUri> parse(String text) {
        return isSound(text) ? Optional.of(new RedirectUri(text)) : Optional.empty();
    }

    /** Scheme, host and port, for a content security policy. */
    public String origin() {
        URI uri = URI.create(value);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** This address with {@code query} added. */
    public String with(String query) {
        return value + (value.indexOf('?') < 0 ? "?" : "&") + query;
    }

    private static boolean isSound(String text) {
        if (text.length() > LONGEST || !CHARACTERS.matcher(text).matches()) {
            return false;
        }
        try {
            URI uri = new URI(text);
            @Nullable String host = uri.getHost();
            @Nullable String scheme = uri.getScheme();
            return host != null
                    && scheme != null
                    && uri.getRawUserInfo() == null
                    && HOST.matcher(host).matches()
                    && isPort(uri)
                    && (scheme.equals("https")
                            || (scheme.equals("http") && LOOPBACK.matcher(host).matches()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isPort(URI uri) {
        int port = uri.getPort();
        return port == -1 ? !uri.getRawAuthority().endsWith(":") : port > 0 && port <= 65_535;
    }

    @Override
    public String toString() {
        return value;
    }
}
