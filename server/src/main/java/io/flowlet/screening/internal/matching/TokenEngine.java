package io.flowlet.screening.internal.matching;

import java.util.List;
import org.springframework.stereotype.Component;

/** Compares names part by part in any order; see {@link TokenMatching}. */
@Component
final class TokenEngine implements MatchingEngine {
    static final String VERSION = "tokens-1";

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public Matching over(List<Listing> listings) {
        return new TokenMatching(listings);
    }
}
