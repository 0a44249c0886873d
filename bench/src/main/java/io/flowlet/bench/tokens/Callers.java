package io.flowlet.bench.tokens;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Many addresses of this machine: all of 127.0.0.0/8 is its own on Linux. */
final class Callers {
    private static final int LOOPBACK = 127;
    private static final int FIRST_NET = 64;
    private static final int HOSTS = 250;

    private Callers() {}

    /** {@code count} different ones, none of them 127.0.0.1; up to 250 x 250. */
    static List<InetAddress> many(int count) throws UnknownHostException {
        List<InetAddress> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] address = {LOOPBACK, FIRST_NET, (byte) (i / HOSTS), (byte) (1 + i % HOSTS)};
            callers.add(InetAddress.getByAddress(address));
        }
        return callers;
    }
}
