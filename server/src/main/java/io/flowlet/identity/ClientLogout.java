package io.flowlet.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has to do with persons who sign out.
 *
 * @param redirectUris where they may be sent to afterwards, besides those of {@link SignInRegistration}; 0 to 10
 * @param backchannelUri {@code https}, told of each session that ends; null for a client that is not told
 * @param sessionRequired whether it must be told which session, by {@code sid}
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">OpenID Connect Back-Channel Logout 1.0</a>
 */
public record ClientLogout(
        List<RedirectUri> redirectUris, @Nullable String backchannelUri, boolean sessionRequired) {
    public static final int MOST_REDIRECTS = 10;

    public static final ClientLogout NONE = new ClientLogout(List.of(), null, false);

    public ClientLogout {
        redirectUris = List.copyOf(redirectUris);
    }
}
