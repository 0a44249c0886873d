package io.flowlet.identity.internal;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The claims that a request asks for one by one.
 *
 * <p>Claims that this server does not know are left out, as the standard asks; so is whether one is essential, but for {@code acr} and {@code
 * sub}: what there is of the others is told in any case.
 *
 * @param idToken names
 * @param userInfo names
 * @param acr of which one must be reached; empty if none must
 * @param subject the only person that will do; null for any
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter">OpenID Connect Core, 5.5</a>
 */
public record RequestedClaims(
        Set<String> idToken,
        Set<String> userInfo,
        Set<String> acr,
        @Nullable String subject) {
    static final RequestedClaims NONE = new RequestedClaims(Set.of(), Set.of(), Set.of(), null);

    private static final int LONGEST = 4_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public RequestedClaims {
        idToken = Set.copyOf(idToken);
        userInfo = Set.copyOf(userInfo);
        acr = Set.copyOf(acr);
    }

    /** Empty if {@code text} is no JSON object of objects. */
    static Optional<RequestedClaims> of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.of(NONE);
        }
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonNode claims = JSON.readTree(text);
            return isSound(claims) && isSound(claims.path("id_token")) && isSound(claims.path("userinfo"))
                    ? Optional.of(read(claims))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** For a client that may not be told them. */
    RequestedClaims withoutPersonal() {
        return new RequestedClaims(Set.of(), Set.of(), acr, subject);
    }

    private static boolean isSound(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isObject();
    }

    private static RequestedClaims read(JsonNode claims) {
        JsonNode idToken = claims.path("id_token");
        JsonNode userInfo = claims.path("userinfo");
        JsonNode acr = idToken.path("acr");
        Set<String> asked = values(acr);
        Set<String> subjects = values(idToken.path("sub"));
        subjects.addAll(values(userInfo.path("sub")));
        return new RequestedClaims(
                known(idToken),
                known(userInfo),
                acr.path("essential").asBoolean(false) ? asked : Set.of(),
                // two different ones nobody can be: equal to no name
                subjects.isEmpty() ? null : String.join(" ", subjects));
    }

    private static Set<String> known(JsonNode member) {
        Set<String> known = new HashSet<>(member.isObject() ? member.propertyNames() : Set.of());
        known.retainAll(PersonClaims.NAMES);
        return known;
    }

    private static Set<String> values(JsonNode claim) {
        Set<String> values = new TreeSet<>();
        if (claim.path("value").isString()) {
            values.add(claim.path("value").asString());
        }
        claim.path("values").forEach(value -> values.add(value.asString("")));
        return values;
    }
}
