package io.flowlet.client.session;

import io.flowlet.sdk.Me.Profile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.user.OAuth2User;

/** Who is signed in, as {@code GET /v1/me} told it then. Its text form is the id alone. */
public final class Person implements OAuth2User {
    private final Profile profile;

    Person(Profile profile) {
        this.profile = profile;
    }

    public Profile profile() {
        return profile;
    }

    /** What to call the person on a page. */
    public String called() {
        String given = profile.givenName();
        return given == null || given.isBlank() ? profile.email() : given;
    }

    /** Whether the money is play money. */
    public boolean isTest() {
        return profile.mode().equals("test");
    }

    @Override
    public String getName() {
        return profile.id();
    }

    @Override
    public Map<String, Object> getAttributes() {
        return Map.of();
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return List.of();
    }

    @Override
    public String toString() {
        return "Person[" + profile.id() + "]";
    }
}
