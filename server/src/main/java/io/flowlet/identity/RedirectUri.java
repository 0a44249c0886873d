package io.flowlet.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a person is sent back to: {@code https}, plain {@code http} on the loopback, or a scheme of an app's own, which is a domain name
 * backwards ({@code com.example.app:/cb}); no user, no fragment, no wildcard.
 *
 * <p>Two are the same only when every character is: {@code https://app.example/cb} and {@code https://APP.example/cb} are two.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-2.1">RFC 9700, 2.1</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc8252#section-7">RFC 8252, 7</a>
 */
public record RedirectUri(String value) {
    private static final int LONGEST = 500;
    /** Without what would end the value of a header or of a content security policy. */
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9\\-._~:/?\\[\\]@!$&()*+=%]+");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.0\\.0\\.1|\\[::1\\]");
    private static final Pattern LOOPBACK_IP = Pattern.compile("127\\.0\\.0\\.1|\\[::1\\]");
    /** With a dot, so that no well-known scheme is one: {@code javascript}, {@code data}, {@code file}. */
    private static final Pattern PRIVATE_USE = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)+:/[^/].*");

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

    /** Whether it is an app's own scheme. */
    public boolean isPrivateUse() {
        return PRIVATE_USE.matcher(value).matches();
    }

    /** Whether both are the same address of the loopback, by number, apart from the port. */
    boolean isSameOnLoopback(RedirectUri other) {
        return isOnLoopback() && other.isOnLoopback() && withoutPort().equals(other.withoutPort());
    }

    private boolean isOnLoopback() {
        URI uri = URI.create(value);
        return "http".equals(uri.getScheme())
                && LOOPBACK_IP.matcher(String.valueOf(uri.getHost())).matches();
    }

    private String withoutPort() {
        URI uri = URI.create(value);
        return uri.getHost()
                + value.substring(
                        value.indexOf("//") + 2 + uri.getRawAuthority().length());
    }

    /** Scheme, host and port, for a content security policy; the scheme alone if it is an app's own. */
    public String origin() {
        URI uri = URI.create(value);
        if (isPrivateUse()) {
            return uri.getScheme() + ":";
        }
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
            if (PRIVATE_USE.matcher(text).matches()) {
                return true;
            }
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
