package io.flowlet.identity.internal;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.identity.Account;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.SubscriberNames;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * What a client may be told of a person, from what the account really has; what it lacks is left out.
 *
 * <p>{@code email_verified} is false: nobody has proved to this server that the address is the person's. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims">OpenID Connect Core, 5.1</a>
 */
@Component
final class PersonClaims {
    private static final List<String> OF_PROFILE = List.of("name", "given_name", "family_name");
    private static final List<String> OF_EMAIL = List.of("email", "email_verified");

    /** Those that can be asked for by name. */
    static final Set<String> NAMES = Set.of("name", "given_name", "family_name", "email", "email_verified");

    private final ObjectProvider<SubscriberNames> names;

    // asked for late: whoever keeps names stands above this module
    PersonClaims(ObjectProvider<SubscriberNames> names) {
        this.names = names;
    }

    /** The names of claims that {@code scopes} open, with those that were asked for one by one. */
    static Set<String> opened(Set<OpenIdScope> scopes, Set<String> byName) {
        Set<String> opened = new HashSet<>(byName);
        if (scopes.contains(OpenIdScope.PROFILE)) {
            opened.addAll(OF_PROFILE);
        }
        if (scopes.contains(OpenIdScope.EMAIL)) {
            opened.addAll(OF_EMAIL);
        }
        return opened;
    }

    /**
     * The claims of these names that there are.
     *
     * @param person whose {@code account} it is; reading a subscriber's name is audited
     */
    Map<String, Object> of(Caller person, Account account, Set<String> wanted) {
        Map<String, Object> claims = new LinkedHashMap<>();
        if (OF_PROFILE.stream().anyMatch(wanted::contains)) {
            nameOf(person).ifPresent(name -> {
                claims.put("name", name.given() + " " + name.family());
                claims.put("given_name", name.given());
                claims.put("family_name", name.family());
            });
        }
        claims.put("email", account.email());
        claims.put("email_verified", false);
        claims.keySet().retainAll(wanted);
        return claims;
    }

    private Optional<SubscriberNames.Name> nameOf(Caller person) {
        return person.actor().kind() == ActorKind.SUBSCRIBER ? names.getObject().own(person) : Optional.empty();
    }
}
