package io.flowlet.edge;

import io.flowlet.http.ClientAddress;
import io.flowlet.identity.Network;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The proxies in front of the server and what they are believed.
 *
 * <p>A header counts only when the peer itself is trusted. Then the list is read from its end, where each hop wrote down its own peer, and
 * the first address that is no trusted proxy is the client: whatever stands left of it the client may have made up.
 */
final class Proxies {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    private final List<Network> trusted;

    Proxies(List<String> trusted) {
        this.trusted = trusted.stream().map(Proxies::network).toList();
    }

    /** Where the request comes from; the nearest known hop when a proxy wrote down something else than an address. */
    ClientAddress client(HttpServletRequest request) {
        ClientAddress nearest = ClientAddress.of(request.getRemoteAddr());
        if (!isTrusted(nearest)) {
            return nearest;
        }
        List<String> hops = hops(request);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(nearest); i--) {
            Optional<ClientAddress> before = address(hops.get(i));
            if (before.isEmpty()) {
                break;
            }
            nearest = before.get();
        }
        return nearest;
    }

    /** Whether the request came over TLS, to us or to a trusted proxy. */
    boolean isSecure(HttpServletRequest request) {
        return request.isSecure()
                || ("https".equals(request.getHeader(FORWARDED_PROTO))
                        && isTrusted(ClientAddress.of(request.getRemoteAddr())));
    }

    /** Whether the peer is a trusted proxy on this machine, where nobody else can be it without being let in. */
    boolean isTrustedOnThisMachine(HttpServletRequest request) {
        ClientAddress peer = ClientAddress.of(request.getRemoteAddr());
        return peer.ip().isLoopback() && isTrusted(peer);
    }

    private static List<String> hops(HttpServletRequest request) {
        return Collections.list(request.getHeaders(FORWARDED_FOR)).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    private boolean isTrusted(ClientAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address.ip()));
    }

    private static Optional<ClientAddress> address(String literal) {
        try {
            return Optional.of(ClientAddress.of(literal));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Network network(String text) {
        return Network.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "flowlet.edge.trusted-proxies holds something that is no network"));
    }
}
