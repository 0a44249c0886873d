package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Scope;
import io.flowlet.testing.Cases;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUriTests {
    private static final String REGISTERED = "https://app.example:8443/callback?tab=1";
    private static final String PIECES = "htps:/.-?#@%&=ABCabc0189 \\\t\n\u0000;'\"<>é";

    private final SignInRegistration registration = new SignInRegistration(
            Audience.SUBSCRIBER, List.of(new RedirectUri(REGISTERED)), Set.of(new Scope("profile:read")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "https://app.example/cb?x=%20",
                "https://192.0.2.1/cb",
                "http://127.0.0.1:8090/callback",
                "http://localhost/cb",
                "http://[::1]:3000/cb",
                "com.example.app:/cb",
            })
    void takesAnAddressOfAnApp(String text) {
        assertThat(RedirectUri.parse(text)).map(RedirectUri::value).hasValue(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app.example/cb",
                "/cb",
                "http://app.example/cb",
                "http://127.0.0.1.example/cb",
                "http://10.0.0.1/cb",
                "https://user@app.example/cb",
                "https://app.example/cb#part",
                "https://*.example/cb",
                "https://app.example/ cb",
                "https://app.example/cb;form-action",
                "https://app.example\\@evil.example/",
                "https://App.Example/cb",
                "https://app.example:/cb",
                "https://app.example:0/cb",
                "https://app.example:70000/cb",
                "javascript:alert(1)",
                "example:/cb",
                "com.example.app://cb",
                "com.example.app:cb",
                "com..app:/cb",
                "Com.example.app:/cb",
                "https:///cb",
                "HTTPS://app.example/cb",
                "https://app.example/\r\nSet-Cookie:x",
            })
    void refusesEveryOther(String text) {
        assertThat(RedirectUri.parse(text)).isEmpty();
    }

    @Test
    void answersToTheRegisteredAddressAndToNoOther() {
        assertThat(registration.mayAnswerTo(REGISTERED)).isTrue();
        Cases.check("one changed character is another address", random -> {
            StringBuilder text = new StringBuilder(REGISTERED);
            int changes = random.nextInt(1, 4);
            for (int i = 0; i < changes; i++) {
                char piece = PIECES.charAt(random.nextInt(PIECES.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, piece);
                    case 1 -> text.setCharAt(at, piece);
                    default -> text.deleteCharAt(at);
                }
            }
            String changed = text.toString();
            assertThat(registration.mayAnswerTo(changed)).isEqualTo(changed.equals(REGISTERED));
            assertThat(registration.mayLeaveTo(changed)).isEqualTo(changed.equals(REGISTERED));
        });
    }

    @Test
    void leavesToTheRootOfARegisteredSite() {
        assertThat(registration.mayLeaveTo("https://app.example:8443/")).isTrue();
        assertThat(registration.mayLeaveTo("https://app.example/")).isFalse();
        assertThat(registration.mayLeaveTo("https://app.example:8443")).isFalse();
    }

    @Test
    void whateverIsTakenHasAnOriginThatAPolicyCanName() {
        Cases.check("an origin holds nothing that ends a directive", random -> {
            StringBuilder text = new StringBuilder("https://");
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            RedirectUri.parse(text.toString())
                    .ifPresent(uri -> assertThat(uri.origin()).matches("https://[a-z0-9.\\-]+(:\\d{1,5})?"));
        });
    }
}
