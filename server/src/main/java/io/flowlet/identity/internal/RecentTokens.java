package io.flowlet.identity.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens used last, by digest; the one unused longest makes room. Thread-safe. */
final class RecentTokens {
    private final Map<ByteBuffer, CheckedToken> tokens;

    /** @param most how many are kept */
    RecentTokens(int most) {
        this.tokens = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, CheckedToken> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable CheckedToken get(ByteBuffer digest) {
        return tokens.get(digest);
    }

    synchronized void put(ByteBuffer digest, CheckedToken token) {
        tokens.put(digest, token);
    }

    synchronized void remove(ByteBuffer digest) {
        tokens.remove(digest);
    }

    synchronized int size() {
        return tokens.size();
    }
}
