package io.flowlet.sdk;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a break-glass role is on for whoever calls: while it is, every answer says so, also to a token of before.
 *
 * @param id {@code bgl_…}
 * @param until when it ends by itself
 */
public record BreakGlassMark(String id, Instant until) {
    private static final String HEADER = "Flowlet-Break-Glass";
    private static final Pattern FORM = Pattern.compile("(bgl_[0-9a-z]{1,64}); until=([0-9TZ:.+-]{1,40})");

    /** The mark of an answer; empty for one that has none, or none that can be read. */
    static Optional<BreakGlassMark> in(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue(HEADER)
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .flatMap(BreakGlassMark::read);
    }

    private static Optional<BreakGlassMark> read(Matcher mark) {
        try {
            return Optional.of(new BreakGlassMark(mark.group(1), Instant.parse(mark.group(2))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
