package io.flowlet.audit.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** Sessions that break at a chosen call: the server loses its client there, as when the process is killed. */
final class BreakingSessions implements Sessions {
    private static final Set<String> COUNTED = Set.of("prepareStatement", "createStatement", "commit");

    private final Sessions sound;
    private final int breakingCall;
    private final boolean after;
    private int calls;
    private boolean broken;

    /**
     * @param breakingCall the first call is 1
     * @param after whether the call is still carried out, so that the client does not learn what became of it
     */
    BreakingSessions(Sessions sound, int breakingCall, boolean after) {
        this.sound = sound;
        this.breakingCall = breakingCall;
        this.after = after;
    }

    /** Whether there were as many calls. */
    boolean broke() {
        return broken;
    }

    @Override
    public Connection open() throws SQLException {
        Connection connection = sound.open();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean breaks = COUNTED.contains(method.getName()) && ++calls == breakingCall;
                    if (breaks && !after) {
                        throw broken(connection);
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (breaks) {
                            throw broken(connection);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private SQLException broken(Connection connection) throws SQLException {
        broken = true;
        connection.abort(Runnable::run);
        return new SQLException("the connection broke", "08006");
    }
}
