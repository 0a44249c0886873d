package io.flowlet.demo;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Scope;
import io.flowlet.cli.FlowletServer;
import io.flowlet.client.ClientSettings;
import io.flowlet.client.SuggestedPayee;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Clients;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/** The OAuth clients behind the app and the console: made anew whenever the app has another address than the last time. */
final class SampleApps {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int SESSIONS = 1_000;

    private final ApplicationContext server;
    private final DemoFolder folder;
    private final Client program;

    /** @param program the sample program's first client, for whose tenant the apps are */
    SampleApps(ApplicationContext server, DemoFolder folder, Client program) {
        this.server = server;
        this.folder = folder;
        this.program = program;
    }

    /** What the app needs to run at {@code port}. */
    ClientSettings settings(URI api, int port, List<SuggestedPayee> payees) {
        URI app = URI.create("http://" + LOOPBACK + ":" + port);
        if (!folder.secret("app.url").equals(Optional.of(app.toString()))) {
            register(app);
        }
        return new ClientSettings(
                api,
                api,
                app,
                known("app"),
                known("console"),
                LOOPBACK,
                port,
                Duration.ofMinutes(30),
                SESSIONS,
                payees);
    }

    private ClientSettings.OAuthClient known(String name) {
        return new ClientSettings.OAuthClient(
                folder.secret(name + ".client_id").orElseThrow(),
                folder.secret(name + ".client_secret").orElseThrow());
    }

    private void register(URI app) {
        register("app", Audience.SUBSCRIBER, io.flowlet.client.session.Audience.SUBSCRIBER, app);
        register("console", Audience.STAFF, io.flowlet.client.session.Audience.STAFF, app);
        folder.writeSecret("app.url", app.toString());
    }

    private void register(String name, Audience audience, io.flowlet.client.session.Audience pages, URI app) {
        Clients clients = server.getBean(Clients.class);
        var caller = FlowletServer.callerAs(Actor.system(program.tenant(), "demo"), server);
        folder.secret(name + ".client_id").ifPresent(old -> clients.revoke(old, caller));
        List<RedirectUri> redirects = pages.redirectUris(app).stream()
                .map(uri -> new RedirectUri(uri.toString()))
                .toList();
        ClientCredentials made = clients.create(
                new NewClient(
                        program.tenant(),
                        program.tenantPublic(),
                        "Harbour's " + name,
                        audience == Audience.SUBSCRIBER ? Set.of(new Scope("signup:write")) : Set.of(),
                        List.of(),
                        new SignInRegistration(audience, redirects, Set.copyOf(audience.scopes()))),
                caller);
        folder.writeSecret(name + ".client_id", made.client().clientId());
        folder.writeSecret(name + ".client_secret", made.secret());
    }
}
