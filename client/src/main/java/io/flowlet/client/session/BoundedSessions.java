package io.flowlet.client.session;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.web.util.WebUtils;

/**
 * Keeps the number of sessions below a bound: one that comes above it ends the one that was used least recently, of people who are not
 * signed in first. Thread-safe.
 */
public final class BoundedSessions implements HttpSessionListener {
    private static final String NUMBER = "flowlet.session";

    private final int most;
    private final Lock lock = new ReentrantLock();
    private final Map<Long, HttpSession> sessions = new HashMap<>();
    private long last;

    BoundedSessions(int most) {
        this.most = most;
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        session.setAttribute(WebUtils.SESSION_MUTEX_ATTRIBUTE, new Object());
        HttpSession surplus = null;
        lock.lock();
        try {
            if (sessions.size() >= most) {
                surplus = sessions.values().stream().min(DISPENSABLE).orElse(null);
            }
            session.setAttribute(NUMBER, ++last);
            sessions.put(last, session);
        } finally {
            lock.unlock();
        }
        if (surplus != null) {
            end(surplus);
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        if (event.getSession().getAttribute(NUMBER) instanceof Long number) {
            lock.lock();
            try {
                sessions.remove(number);
            } finally {
                lock.unlock();
            }
        }
    }

    /** How many there are now. */
    public int count() {
        lock.lock();
        try {
            return sessions.size();
        } finally {
            lock.unlock();
        }
    }

    private static final Comparator<HttpSession> DISPENSABLE =
            Comparator.comparing(BoundedSessions::isSignedIn).thenComparingLong(BoundedSessions::usedAt);

    private static boolean isSignedIn(HttpSession session) {
        try {
            return session.getAttribute(Audience.SUBSCRIBER.sessionKey()) != null
                    || session.getAttribute(Audience.STAFF.sessionKey()) != null;
        } catch (IllegalStateException e) {
            return false; // it ended meanwhile
        }
    }

    private static long usedAt(HttpSession session) {
        try {
            return session.getLastAccessedTime();
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private static void end(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException e) {
            // it ended meanwhile
        }
    }
}
