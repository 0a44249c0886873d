package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowlet.acceptance.Caller.Answer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of other people that takes nothing on trust, openid-client, signs a person in as a partner bank's does. */
class StrictClientTests {
    private static final Pattern ID = Pattern.compile("\"id\":\"(cli_[0-9a-z]+)\"");
    private static final String CALLBACK = "https://partner.example/callback";
    private static final int COORDINATE_BYTES = 32;

    @Test
    void takesASignInWithPushedRequestsProofsAndItsOwnKey(@TempDir Path folder) throws Exception {
        assumeTrue(runs("node", "--version") && runs("npm", "--version"), "needs node and npm");
        Path client = installed();
        try (Demo demo = Demo.start(folder.resolve("demo"));
                Caller caller = new Caller(demo)) {
            KeyPair key = keyPair();
            Answer made =
                    caller.post(demo.api().resolve("/v1/oauth_clients"), """
                    {"name": "Strict partner", "scopes": [],
                     "sign_in": {"audience": "subscriber", "redirect_uris": ["%s"], "scopes": ["profile:read"]},
                     "security": {"profile": "bank", "jwks": {"keys": [{%s}]}, "grant_types": ["authorization_code", "refresh_token"]}}
                    """.formatted(CALLBACK, publicMembers(key)));
            Matcher id = ID.matcher(made.body());
            assertThat(id.find()).as(made.body()).isTrue();
            Path settings = Files.writeString(folder.resolve("settings.json"), """
                    {"issuer": "%s", "client_id": "%s", "redirect_uri": "%s", "email": "%s", "password": "%s",
                     "scope": "openid profile:read offline_access", "resource": "/v1/me", "jwk": {%s, "d": "%s"}}
                    """.formatted(
                            demo.api(),
                            id.group(1),
                            CALLBACK,
                            demo.person().getFirst(),
                            demo.person().getLast(),
                            publicMembers(key),
                            coordinate(((ECPrivateKey) key.getPrivate()).getS())));
            Path out = folder.resolve("out");
            assertThat(exitCode(client, out, "node", "strict.mjs", settings.toString()))
                    .as(() -> read(out))
                    .isZero();
            assertThat(read(out).lines()).hasSize(15).allMatch(line -> line.startsWith("ok "));
        }
    }

    /** Where the client and what it needs are, as its lock file says. */
    private static Path installed() throws IOException, InterruptedException {
        Path source = Launcher.root().resolve("acceptance/strict-client");
        Path target = Files.createDirectories(Launcher.root().resolve("acceptance/target/strict-client"));
        for (String file : List.of("package.json", "package-lock.json", "strict.mjs")) {
            Files.copy(source.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = target.resolve("npm.log");
        assertThat(exitCode(target, log, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
                .as(() -> read(log))
                .isZero();
        return target;
    }

    private static int exitCode(Path folder, Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("%s does not end: %s".formatted(List.of(command), read(log)));
        }
        return process.exitValue();
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String publicMembers(KeyPair key) {
        var point = ((ECPublicKey) key.getPublic()).getW();
        return "\"kty\": \"EC\", \"crv\": \"P-256\", \"use\": \"sig\", \"alg\": \"ES256\", \"kid\": \"k1\", \"x\": \"%s\", \"y\": \"%s\""
                .formatted(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "nothing was written";
        }
    }
}
