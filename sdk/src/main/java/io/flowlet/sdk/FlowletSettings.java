package io.flowlet.sdk;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stages of describing a {@link Flowlet}: where, as whom, then how. */
public final class FlowletSettings {
    private static final Duration USUAL_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration USUAL_ANSWER_TIMEOUT = Duration.ofSeconds(20);

    private FlowletSettings() {}

    /** Known: where. Missing: as whom. */
    public static final class At {
        private final URI base;

        At(URI base) {
            this.base = checked(base);
        }

        /** As an OAuth client, whose tokens are fetched and renewed as needed. */
        public Ready client(String id, String secret) {
            return client(new ClientCredentials(id, secret));
        }

        /** As an OAuth client, whose tokens are fetched and renewed as needed. */
        public Ready client(ClientCredentials credentials) {
            return new Ready(base, credentials, null);
        }

        /** @param accessTokens asked before every call; whoever supplies them renews them */
        public Ready bearer(Supplier<String> accessTokens) {
            return new Ready(base, null, accessTokens);
        }
    }

    /** Ready to {@link #open}; everything else has a usual value. */
    public static final class Ready {
        private final URI base;
        private final @Nullable ClientCredentials client;
        private final @Nullable Supplier<String> accessTokens;
        private URI publicAddress;
        private Duration connectTimeout = USUAL_CONNECT_TIMEOUT;
        private Duration answerTimeout = USUAL_ANSWER_TIMEOUT;
        private Retries retries = Retries.USUAL;
        private InstantSource time = InstantSource.system();

        private Ready(URI base, @Nullable ClientCredentials client, @Nullable Supplier<String> accessTokens) {
            this.base = base;
            this.publicAddress = base;
            this.client = client;
            this.accessTokens = accessTokens;
        }

        /** Where browsers reach the server, its issuer, when that is not the address that this program calls. */
        public Ready publicAddress(URI address) {
            publicAddress = checked(address);
            return this;
        }

        /** 5 seconds unless told. */
        public Ready connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        /** Of each attempt, from the request to the whole answer: 20 seconds unless told. */
        public Ready answerTimeout(Duration timeout) {
            answerTimeout = timeout;
            return this;
        }

        /** {@link Retries#USUAL} unless told. */
        public Ready retries(Retries bounds) {
            retries = bounds;
            return this;
        }

        Ready time(InstantSource source) {
            time = source;
            return this;
        }

        public Flowlet open() {
            Wire wire = new Wire(base, connectTimeout, answerTimeout, retries);
            return new Flowlet(wire, publicAddress, client, credential(wire), true);
        }

        private Credential credential(Wire wire) {
            if (client != null) {
                return new ClientToken(new OAuth(wire, publicAddress, client)::clientToken, time);
            }
            if (accessTokens != null) {
                return Credential.supplied(accessTokens);
            }
            throw new IllegalStateException("a stage before this one asks as whom");
        }
    }

    private static URI checked(URI address) {
        boolean http = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
        if (!http || address.getHost() == null || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address is https://host or http://host, without user");
        }
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("an address has neither query nor fragment");
        }
        String text = address.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
    }
}
