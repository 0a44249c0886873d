package io.flowlet.client.app;

import io.flowlet.sdk.IdempotencyKey;
import io.flowlet.sdk.Money;
import jakarta.servlet.http.HttpSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.util.WebUtils;

/** Payments that somebody described and has not confirmed, in the session: what is confirmed is what was shown. */
final class Drafts {
    private static final String KEPT = "flowlet.drafts";
    private static final int MOST = 10;

    private Drafts() {}

    /**
     * A payment to be made.
     *
     * @param key under which it is made, once
     */
    record Draft(IdempotencyKey key, String from, String to, Money amount, String note) {
        @Override
        public String toString() {
            return "Draft[…]";
        }
    }

    static void keep(HttpSession session, Draft draft) {
        synchronized (WebUtils.getSessionMutex(session)) {
            Map<String, Draft> drafts = new LinkedHashMap<>(all(session));
            drafts.put(draft.key().value(), draft);
            while (drafts.size() > MOST) {
                drafts.remove(drafts.keySet().iterator().next());
            }
            session.setAttribute(KEPT, drafts);
        }
    }

    static Optional<Draft> find(HttpSession session, String key) {
        return Optional.ofNullable(all(session).get(key));
    }

    @SuppressWarnings("unchecked") // only keep() sets it
    private static Map<String, Draft> all(HttpSession session) {
        return session.getAttribute(KEPT) instanceof Map<?, ?> drafts ? (Map<String, Draft>) drafts : Map.of();
    }
}
