package io.flowlet.identity;

import io.flowlet.http.FieldFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How a tenant trusts its identity provider: what it has to say of a person before that person is let in.
 *
 * @param issuer https, without query and fragment; what {@code iss} must be, character for character
 * @param clientId what this server is called there, 1 to 255 visible characters
 * @param authentication how this server proves itself there: {@link ClientMethod#CLIENT_SECRET_POST} or {@link ClientMethod#PRIVATE_KEY_JWT}
 * @param acrValues what {@code acr} may be, 1 to 10: each stands for two factors
 * @param personClaim {@value #EMAIL}: whoever has the verified address of an invited person is that person, and from then on by {@code sub}; any
 *     other claim names persons who were linked before
 * @param emailDomains the domains of the accounts that may come in so, 1 to 20, in lower case
 * @param maxAge how long ago at most the person signed in there, 1 minute to 12 hours
 * @param localPasswords whether staff of these domains may still sign in here, with a password or a passkey
 * @param localStaff who may in any case, for the day on which the provider is away: at most 10
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core, 2</a>
 */
public record FederationTerms(
        String issuer,
        String clientId,
        ClientMethod authentication,
        List<String> acrValues,
        String personClaim,
        List<String> emailDomains,
        Duration maxAge,
        boolean localPasswords,
        Set<UUID> localStaff) {
    /** The claim that is not stable, and names a person once only. */
    public static final String EMAIL = "email";

    private static final int LONGEST_ISSUER = 500;
    private static final int MOST_ACR_VALUES = 10;
    private static final int MOST_DOMAINS = 20;
    private static final int MOST_LOCAL_STAFF = 10;
    private static final Duration LEAST_AGE = Duration.ofMinutes(1);
    private static final Duration MOST_AGE = Duration.ofHours(12);
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern ACR = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Pattern CLAIM = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]*[a-z][a-z0-9-]*");
    /** Claims of an ID token that are about the token. */
    private static final Set<String> NO_PERSON = Set.of(
            "iss", "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "acr", "amr", "auth_time", "at_hash", "c_hash");

    public FederationTerms {
        acrValues = List.copyOf(acrValues);
        emailDomains = List.copyOf(emailDomains);
        localStaff = Set.copyOf(localStaff);
    }

    /** What is wrong with them, each with its JSON Pointer; empty if nothing is. */
    List<FieldFault> faults() {
        List<FieldFault> faults = new ArrayList<>();
        if (!isIssuer(issuer)) {
            faults.add(
                    new FieldFault("/issuer", "not_an_issuer", "An https address without user, query and fragment."));
        }
        if (!CLIENT_ID.matcher(clientId).matches()) {
            faults.add(new FieldFault("/client_id", "out_of_range", "1 to 255 visible characters of ASCII."));
        }
        if (authentication != ClientMethod.CLIENT_SECRET_POST && authentication != ClientMethod.PRIVATE_KEY_JWT) {
            faults.add(new FieldFault(
                    "/authentication", "unknown_value", "client_secret_post or private_key_jwt, nothing weaker."));
        }
        if (!isEach(acrValues, ACR, MOST_ACR_VALUES)) {
            faults.add(new FieldFault(
                    "/acr_values", "out_of_range", "1 to 10 values that stand for two factors at the provider."));
        }
        if (!CLAIM.matcher(personClaim).matches() || NO_PERSON.contains(personClaim)) {
            faults.add(
                    new FieldFault("/person_claim", "names_nobody", "email, sub, or another claim about the person."));
        }
        if (!isEach(emailDomains, DOMAIN, MOST_DOMAINS)) {
            faults.add(new FieldFault("/email_domains", "out_of_range", "1 to 20 domains in lower case."));
        }
        if (maxAge.compareTo(LEAST_AGE) < 0 || maxAge.compareTo(MOST_AGE) > 0) {
            faults.add(new FieldFault("/max_age_seconds", "out_of_range", "60 to 43200 seconds."));
        }
        if (localStaff.size() > MOST_LOCAL_STAFF || (!localPasswords && localStaff.isEmpty())) {
            faults.add(
                    new FieldFault(
                            "/local_staff",
                            "out_of_range",
                            "At most 10, and at least one where passwords of others do not work: somebody has to come in when the provider is away."));
        }
        return faults;
    }

    /** Whether an account with this address may come in by the provider. */
    boolean covers(String email) {
        String whole = email.strip();
        String domain = whole.substring(whole.lastIndexOf('@') + 1);
        return emailDomains.stream().anyMatch(domain::equalsIgnoreCase);
    }

    /** Whether the owner of this account may sign in here. */
    boolean letsSignInHere(Account account) {
        return localPasswords || !covers(account.email()) || localStaff.contains(account.id());
    }

    private static boolean isIssuer(String text) {
        return text.length() <= LONGEST_ISSUER && HttpsUri.isSound(text) && text.indexOf('?') < 0;
    }

    private static boolean isEach(List<String> values, Pattern form, int most) {
        return !values.isEmpty()
                && values.size() <= most
                && Set.copyOf(values).size() == values.size()
                && values.stream().allMatch(value -> form.matcher(value).matches());
    }
}
