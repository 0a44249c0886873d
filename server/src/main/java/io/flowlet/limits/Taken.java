package io.flowlet.limits;

import io.github.bucket4j.Bucket;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What came of taking one token.
 *
 * @param allowed whether there was one
 * @param perMinute the size of the bucket
 * @param remaining tokens left
 * @param fullInSeconds until the bucket is full again
 * @param nextInSeconds until there is a token again; 0 when there was one
 */
record Taken(boolean allowed, int perMinute, long remaining, long fullInSeconds, long nextInSeconds, Bucket bucket) {
    private static final int WINDOW_SECONDS = 60;

    /** Gives the token back. */
    void giveBack() {
        bucket.addTokens(1);
    }

    /**
     * Tells the caller where it stands.
     *
     * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields for HTTP (draft)</a>
     */
    void show(String policy, HttpServletResponse response) {
        response.setHeader("RateLimit-Policy", "\"" + policy + "\";q=" + perMinute + ";w=" + WINDOW_SECONDS);
        response.setHeader("RateLimit", "\"" + policy + "\";r=" + remaining + ";t=" + fullInSeconds);
    }

    /** Seconds for {@code Retry-After}: at least one, or the caller would come back at once. */
    int retryAfterSeconds() {
        return Math.toIntExact(Math.max(1, nextInSeconds));
    }
}
