package io.flowlet.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports of the loopback interface that nobody listens on. */
final class Ports {
    private static final int TRIED = 50;

    private Ports() {}

    /** {@code wanted}, or the next above it that is free; any free one for 0. */
    static int freeFrom(int wanted) {
        if (wanted == 0) {
            return bound(0);
        }
        for (int port = wanted; port < wanted + TRIED && port <= 0xFFFF; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        return bound(0);
    }

    private static boolean isFree(int port) {
        try {
            bound(port);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static int bound(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
