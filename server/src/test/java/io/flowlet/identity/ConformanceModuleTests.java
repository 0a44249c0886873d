package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The configurations for the OpenID Foundation's suite, made at a running server: what they name works as they say. */
class ConformanceModuleTests extends OpenIdTests {
    private static final String SUITE = "https://localhost.emobix.co.uk:8443/test/a/flowlet";

    @TempDir
    private Path folder;

    @Test
    void provisionRegistersClientsAndAPersonWithWhomTheBasicFlowAndALogoutWork() throws Exception {
        Path out = folder.resolve("suite");
        assertThat(provision(out)).isZero();
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "basic.json",
                            "form-post.json",
                            "config.json",
                            "rp-initiated-logout.json",
                            "backchannel-logout.json");
        }
        Path basic = out.resolve("basic.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(basic)))
                .isEqualTo("rw-------");
        JsonNode config = JsonMapper.shared().readTree(Files.readString(basic));
        assertThat(config.path("server").path("discoveryUrl").asString())
                .isEqualTo("http://127.0.0.1:%d/.well-known/openid-configuration".formatted(port));
        assertThat(config.toString()).doesNotContain("$FLOWLET", "$EMAIL", "$PASSWORD");
        JsonNode signIn = config.at("/browser/0/tasks/0/commands");
        String email = signIn.at("/0/3").asString();
        String password = signIn.at("/1/3").asString();
        for (String name : List.of("client", "client2", "client_secret_post")) {
            SignIn.App party = new SignIn.App(
                    port,
                    config.path(name).path("client_id").asString(),
                    config.path(name).path("client_secret").asString());
            Browser browser = SignIn.browser(party);
            Map<String, String> request = new TreeMap<>(Map.of(
                    "response_type", "code",
                    "client_id", party.clientId(),
                    "redirect_uri", SUITE + "/callback",
                    "scope", "openid profile email offline_access",
                    "nonce", "n"));
            String page = Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
            String back = Browser.location(SignIn.submit(browser, page, email, password));
            assertThat(back).startsWith(SUITE + "/callback?code=");
            Answer tokens = SignIn.token(
                    party,
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            SignIn.parameter(back, "code"),
                            "redirect_uri",
                            SUITE + "/callback"));
            assertThat(tokens.status()).as("%s", tokens.body()).isEqualTo(200);
            assertThat(verified(party, tokens.text("/id_token")).getStringClaim("nonce"))
                    .isEqualTo("n");
            String out2 = Browser.location(browser.get("/oauth2/logout?"
                    + Browser.encoded(new TreeMap<>(Map.of(
                            "id_token_hint",
                            tokens.text("/id_token"),
                            "post_logout_redirect_uri",
                            SUITE + "/post_logout_redirect")))));
            assertThat(out2).isEqualTo(SUITE + "/post_logout_redirect");
        }
    }

    private int provision(Path out) throws Exception {
        for (String tool : List.of("curl", "jq")) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
                    tool + " is not installed");
        }
        ClientCredentials service = program.credentials(TenantMode.TEST);
        ProcessBuilder process = new ProcessBuilder(script().toString(), out.toString());
        process.environment().put("FLOWLET", "http://127.0.0.1:" + port);
        process.environment().put("CLIENT_ID", service.client().clientId());
        process.environment().put("CLIENT_SECRET", service.secret());
        Path told = folder.resolve("told");
        Process running =
                process.redirectErrorStream(true).redirectOutput(told.toFile()).start();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as(Files.readString(told)).isZero();
        return running.exitValue();
    }

    private static Path script() {
        Path file = Path.of("acceptance/conformance/provision");
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }
}
