package io.flowlet.bench.tokens;

import io.flowlet.actor.Caller;
import io.flowlet.bench.http.Requests;
import io.flowlet.cli.FlowletServer;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.Clients;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.settings.SettingsReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.ConfigurableApplicationContext;

/** Passwords tried at the page on which subscribers sign in, each at another account. */
final class WrongSignIns implements Requests {
    private static final String CALLBACK = "https://app.example/callback";
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
    private static final int DIGITS = 8;

    private final byte[] template;
    private final int numberAt;
    private int next;

    private WrongSignIns(String request) {
        this.template = request.getBytes(StandardCharsets.US_ASCII);
        this.numberAt = request.indexOf("#");
    }

    /** Lets subscribers of a client's tenant sign in by an app; its client id. */
    static String app(SettingsReport settings, Client beside) {
        try (ConfigurableApplicationContext server = FlowletServer.facades(settings)) {
            Caller caller = FlowletServer.callerAs(beside.actor(beside.scopes(), "internal"), server);
            return server.getBean(Clients.class)
                    .create(
                            new NewClient(
                                    beside.tenant(),
                                    beside.tenantPublic(),
                                    "Bench app",
                                    Set.of(),
                                    List.of(),
                                    new SignInRegistration(
                                            Audience.SUBSCRIBER,
                                            List.of(new RedirectUri(CALLBACK)),
                                            Audience.SUBSCRIBER.scopes())),
                            caller)
                    .client()
                    .clientId();
        }
    }

    /** With a form that the server has just shown. */
    static WrongSignIns at(InetSocketAddress server, String app) throws IOException, InterruptedException {
        String page = "/signin?client_id=" + app + "&response_type=code&redirect_uri="
                + TokenRequests.encoded(CALLBACK)
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> form = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + page))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Matcher token = FORM_TOKEN.matcher(form.body());
            if (!token.find()) {
                throw new IOException("no form to sign in with: " + form.statusCode());
            }
            String cookie =
                    form.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
            String body = "email=" + "#".repeat(DIGITS) + "%40example.com&password=correct-horse-battery&form_token="
                    + TokenRequests.encoded(token.group(1));
            return new WrongSignIns("""
                    POST %s HTTP/1.1
                    Host: 127.0.0.1:%d
                    Origin: http://127.0.0.1:%d
                    Cookie: %s
                    Content-Type: application/x-www-form-urlencoded
                    Content-Length: %d

                    """.formatted(page, server.getPort(), server.getPort(), cookie, body.length())
                            .replace("\n", "\r\n")
                    + body);
        }
    }

    @Override
    public void write(ByteBuffer into) {
        byte[] number = "%08d".formatted(next++).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(number, 0, template, numberAt, DIGITS);
        into.put(template);
    }

    @Override
    public int largest() {
        return template.length;
    }
}
