package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.OpenIdScope;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of an authorization request: those that open routes, and those of OpenID Connect.
 *
 * <p>A client registers the former. Of the latter each may ask for {@code openid}, and for {@code offline_access} if it may refresh; {@code profile}
 * and {@code email} take the registered scope {@code profile:read}, which tells the same over the API. {@code phone} and {@code address} are ignored
 * beside {@code openid}, since no account has either.
 *
 * @param ofPersons of OpenID Connect; empty for a request of OAuth alone
 * @param mayLearn whether the client may be told personal claims
 */
record AskedScopes(Set<Scope> resources, Set<OpenIdScope> ofPersons, boolean mayLearn) {
    private static final int LONGEST = 2_000;
    private static final Scope PROFILE_READ = new Scope("profile:read");
    private static final Set<String> UNKNOWN_TO_US = Set.of("phone", "address");

    AskedScopes {
        resources = Set.copyOf(resources);
        ofPersons = Set.copyOf(ofPersons);
    }

    /** Without a word all resources that are registered; empty if more is asked for than the client may have. */
    static Optional<AskedScopes> of(@Nullable String asked, Client client) {
        Set<Scope> registered = Objects.requireNonNull(client.signIn()).scopes();
        boolean mayLearn = registered.contains(PROFILE_READ);
        if (asked == null) {
            return Optional.of(new AskedScopes(registered, Set.of(), mayLearn));
        }
        if (asked.length() > LONGEST) {
            return Optional.empty();
        }
        List<String> names = List.of(asked.split(" ", -1));
        boolean isOpenId = names.contains(OpenIdScope.OPENID.code());
        Set<Scope> resources = new HashSet<>();
        Set<OpenIdScope> openId = EnumSet.noneOf(OpenIdScope.class);
        for (String name : names) {
            Optional<Scope> resource = registered.stream()
                    .filter(scope -> scope.value().equals(name))
                    .findFirst();
            Optional<OpenIdScope> known =
                    isOpenId ? OpenIdScope.of(name).filter(scope -> mayAsk(client, scope, mayLearn)) : Optional.empty();
            resource.ifPresent(resources::add);
            known.ifPresent(openId::add);
            if (resource.isEmpty() && known.isEmpty() && !(isOpenId && UNKNOWN_TO_US.contains(name))) {
                return Optional.empty();
            }
        }
        return Optional.of(new AskedScopes(resources, openId, mayLearn));
    }

    private static boolean mayAsk(Client client, OpenIdScope scope, boolean mayLearn) {
        return switch (scope) {
            case OPENID -> true;
            case PROFILE, EMAIL -> mayLearn;
            case OFFLINE_ACCESS -> client.security().grants(ClientGrant.REFRESH_TOKEN);
        };
    }
}
