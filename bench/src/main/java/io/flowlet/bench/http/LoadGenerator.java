package io.flowlet.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a fixed number of HTTP/1.1 connections busy, each with one request at a time, from one thread: about 20 µs of CPU a request, so
 * that the server beside it has the rest of the machine.
 */
public final class LoadGenerator {
    private static final long STUCK_MILLIS = 10_000;
    private static final int ANSWER_BYTES = 1024 * 1024;

    private final InetSocketAddress server;
    private final int connections;
    private final Requests requests;

    public LoadGenerator(InetSocketAddress server, int connections, Requests requests) {
        this.server = server;
        this.connections = connections;
        this.requests = requests;
    }

    /** Asks for {@code seconds}, and tells of the answers that came in that time. */
    public LoadResult run(double seconds) throws IOException {
        AnswerTimes round = new AnswerTimes();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long end = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        try (Selector selector = Selector.open()) {
            try {
                for (int i = 0; i < connections; i++) {
                    new Connection(selector).ask();
                }
                while (System.nanoTime() < end) {
                    if (selector.select(key -> answered(key, round), STUCK_MILLIS) == 0) {
                        throw new IOException("no answer for %d ms".formatted(STUCK_MILLIS));
                    }
                }
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        return round.result(took, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
    }

    private static void answered(SelectionKey key, AnswerTimes round) {
        try {
            ((Connection) key.attachment()).read(key, round);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection, opened again when the server ends it: servers do after so many requests. */
    private final class Connection {

        private final Selector selector;
        private final ByteBuffer out = ByteBuffer.allocateDirect(requests.largest());
        private final AnswerReader in = new AnswerReader(ANSWER_BYTES);
        private SocketChannel channel;
        private long askedAt;

        Connection(Selector selector) throws IOException {
            this.selector = selector;
            this.channel = open();
        }

        private SocketChannel open() throws IOException {
            SocketChannel opened = SocketChannel.open(server);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        }

        void ask() throws IOException {
            out.clear();
            requests.write(out);
            out.flip();
            askedAt = System.nanoTime();
            send();
        }

        private void send() throws IOException {
            channel.write(out);
            if (out.hasRemaining()) {
                channel.keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        }

        void read(SelectionKey key, AnswerTimes round) throws IOException {
            if (key.isWritable()) {
                channel.write(out);
                if (!out.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
                return;
            }
            if (!in.read(channel)) {
                return;
            }
            round.add(in.status(), System.nanoTime() - askedAt);
            if (in.isLast()) {
                channel.close();
                channel = open();
            }
            in.clear();
            ask();
        }
    }
}
