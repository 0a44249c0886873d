package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The commands of guides, as a reader pastes them. */
class IdentityGuidesModuleTests extends ServerTests {
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    @LocalServerPort
    int port;

    @Autowired
    Programs programs;

    @TempDir
    private Path folder;

    @Test
    void connectAWebApp() throws Exception {
        assertThat(run("connect-a-web-app.md")).isEqualTo("""
                {"profile":"browser","method":"client_secret_basic","pkce":true}
                303 http://127.0.0.1:%d/signin
                invalid_grant
                """.formatted(port));
    }

    @Test
    void connectAMobileApp() throws Exception {
        assertThat(run("connect-a-mobile-app.md")).isEqualTo("""
                {"method":"none","bound":"dpop","secret":null}
                malformed_redirect_uri
                invalid_dpop_proof
                """);
    }

    @Test
    void connectAPartnersService() throws Exception {
        assertThat(run("connect-a-partner-service.md")).isEqualTo("""
                true
                {"status":401,"code":"token_invalid"}
                {"status":401,"code":"token_invalid"}
                303
                """);
    }

    private String run(String guide) throws IOException, InterruptedException {
        assumeTrue(
                sh("command -v curl && command -v jq && openssl version | grep -q 'OpenSSL 3'", null)
                                .code()
                        == 0,
                "needs curl, jq and openssl 3");
        String commands = COMMANDS.matcher(Files.readString(Path.of("../docs/guides", guide)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .collect(Collectors.joining("\n"));
        ClientCredentials credentials = TestProgram.create(port, programs).credentials(TenantMode.TEST);
        Told told = sh(commands, credentials);
        assertThat(told.code()).as(told.text()).isZero();
        return told.text();
    }

    private record Told(int code, String text) {}

    private Told sh(String commands, @Nullable ClientCredentials credentials) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", commands);
        shell.directory(folder.toFile()).redirectErrorStream(true);
        if (credentials != null) {
            shell.environment().put("API", "http://127.0.0.1:" + port);
            shell.environment().put("CLIENT_ID", credentials.client().clientId());
            shell.environment().put("CLIENT_SECRET", credentials.secret());
        }
        Process process = shell.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Told(process.waitFor(), text);
    }
}
