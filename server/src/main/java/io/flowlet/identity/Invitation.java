package io.flowlet.identity;

import java.net.URI;
import java.time.Instant;

/**
 * A link that makes whoever opens it first an operator of this installation: show it to that person only.
 *
 * @param expiresAt 15 minutes after it was made
 */
public record Invitation(URI link, Instant expiresAt) {
    @Override
    public String toString() {
        return "Invitation[until " + expiresAt + "]";
    }
}
