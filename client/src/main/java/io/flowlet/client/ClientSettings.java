package io.flowlet.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client needs to know. Immutable; sound by construction when it comes from {@link #of}.
 *
 * @param serverUrl where this program reaches the API
 * @param issuer where browsers reach the server's sign-in
 * @param publicUrl where browsers reach this client: scheme, host, port
 * @param subscriber the OAuth client that subscribers sign in with and that opens accounts
 * @param staff the OAuth client that staff sign in with
 * @param address to listen on
 * @param port to listen on; 0 for any free one
 * @param sessionIdle after which a session ends
 * @param maxSessions kept in memory; above it the one that was used least recently ends
 * @param payees offered by name when money is sent
 */
public record ClientSettings(
        URI serverUrl,
        URI issuer,
        URI publicUrl,
        OAuthClient subscriber,
        OAuthClient staff,
        String address,
        int port,
        Duration sessionIdle,
        int maxSessions,
        List<SuggestedPayee> payees) {
    public ClientSettings {
        payees = List.copyOf(payees);
    }

    /** An OAuth client and its secret, which its text form hides. */
    public record OAuthClient(String id, String secret) {
        @Override
        public String toString() {
            return "OAuthClient[" + id + "]";
        }
    }

    /**
     * Reads the variables {@code FLOWLET_CLIENT_…}, and nothing else, of {@code environment}.
     *
     * @throws SettingsRefused with every fault
     */
    public static ClientSettings of(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        URI serverUrl = reader.address("SERVER_URL", null);
        ClientSettings read = new ClientSettings(
                serverUrl,
                reader.publicAddress("ISSUER", serverUrl),
                reader.publicAddress("PUBLIC_URL", null),
                new OAuthClient(reader.text("SUBSCRIBER_CLIENT_ID"), reader.secret("SUBSCRIBER_CLIENT_SECRET")),
                new OAuthClient(reader.text("STAFF_CLIENT_ID"), reader.secret("STAFF_CLIENT_SECRET")),
                reader.text("ADDRESS", "127.0.0.1"),
                reader.number("PORT", 8090, 0, 65_535),
                reader.duration("SESSION_IDLE", Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(12)),
                reader.number("MAX_SESSIONS", 10_000, 10, 1_000_000),
                reader.payees("PAYEES"));
        reader.finish();
        return read;
    }

    /** Whether browsers come over TLS, so that cookies can insist on it. */
    public boolean isHttps() {
        return publicUrl.getScheme().equals("https");
    }

    static Set<String> names() {
        return Set.of(
                "SERVER_URL",
                "ISSUER",
                "PUBLIC_URL",
                "SUBSCRIBER_CLIENT_ID",
                "SUBSCRIBER_CLIENT_SECRET",
                "SUBSCRIBER_CLIENT_SECRET_FILE",
                "STAFF_CLIENT_ID",
                "STAFF_CLIENT_SECRET",
                "STAFF_CLIENT_SECRET_FILE",
                "ADDRESS",
                "PORT",
                "SESSION_IDLE",
                "MAX_SESSIONS",
                "PAYEES");
    }
}
