package io.flowlet.http;

import io.flowlet.actor.Trace;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that a tool beside the server (fail2ban) reads to block an address: logger {@code flowlet.security}, one line each.
 *
 * <p>The form is stable: {@code event=<name> client_address=<ip> [tenant=ten_…] request=req_…}. Nothing that a caller sent stands in it,
 * so no caller can write a line about somebody else.
 */
public final class SecurityLog {
    private static final Logger LOG = LoggerFactory.getLogger("flowlet.security");

    private SecurityLog() {}

    /** What happened; the names are read by others and never changed. */
    public enum Event {
        SIGN_IN_FAILED,
        RATE_LIMITED,
        TOKEN_REFUSED,
        CLIENT_REFUSED,
        REFRESH_TOKEN_REPLAYED,
        USER_CODE_REFUSED,
        BREAK_GLASS_BEGUN,
        BREAK_GLASS_USED,
        BREAK_GLASS_ENDED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Writes a line about something that is nobody's attack, {@code event=<name> about=<id> request=req_…}: no address, so nothing is blocked.
     *
     * @param about the public id of the object
     */
    public static void write(Event event, String about, Trace trace) {
        LOG.warn("event={} about={} request={}", event.code(), about, trace.requestId());
    }

    /**
     * Writes a line.
     *
     * @param tenant {@code ten_…}, or null when it is not known
     */
    public static void write(Event event, ClientAddress address, @Nullable String tenant, Trace trace) {
        if (tenant == null) {
            LOG.warn("event={} client_address={} request={}", event.code(), address, trace.requestId());
        } else {
            LOG.warn(
                    "event={} client_address={} tenant={} request={}",
                    event.code(),
                    address,
                    tenant,
                    trace.requestId());
        }
    }
}
