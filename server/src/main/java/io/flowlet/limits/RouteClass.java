package io.flowlet.limits;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which limit a request counts against, judged by method and path alone: whether such a route exists is not known yet. */
enum RouteClass {
    MONEY,
    /** Finds, shows or compares with what is encrypted: slow enough that nobody tries values by the thousand or carries all of them out. */
    SENSITIVE,
    WRITE,
    READ;

    private static final Pattern MOVES_MONEY = Pattern.compile(
            "/v1/(payments|deposits|withdrawals|fx/conversions|ledger/(transactions|batches|holds))(/.*)?");
    private static final Pattern SHOWS_SECRETS = Pattern.compile(
            "/v1/(subscribers/lookups|subscribers/kept_records/lookups|tokens|tokens/lookups|tokens/[^/]+/reveal)/?");

    static RouteClass of(String method, String path) {
        if (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS")) {
            return READ;
        }
        if (SHOWS_SECRETS.matcher(path).matches()) {
            return SENSITIVE;
        }
        return MOVES_MONEY.matcher(path).matches() ? MONEY : WRITE;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
