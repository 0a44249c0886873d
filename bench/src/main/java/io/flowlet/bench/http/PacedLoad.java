package io.flowlet.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks at a fixed rate, whatever the answers take, from one thread. The time of an answer counts from when its request was due, so that a server
 * that stalls is not spared the requests that nobody could send meanwhile.
 */
public final class PacedLoad {
    private static final double NANOS = 1e9;
    private static final int ANSWER_BYTES = 64 * 1024;

    private final InetSocketAddress server;
    private final List<InetAddress> callers;
    private final double perSecond;
    private final Requests requests;

    /**
     * @param callers addresses of this machine to ask from, one for each connection
     * @param perSecond requests
     */
    public PacedLoad(InetSocketAddress server, List<InetAddress> callers, double perSecond, Requests requests) {
        this.server = server;
        this.callers = List.copyOf(callers);
        this.perSecond = perSecond;
        this.requests = requests;
    }

    /** So many connections from the loopback address. */
    public static List<InetAddress> local(int connections) {
        return java.util.Collections.nCopies(connections, InetAddress.getLoopbackAddress());
    }

    /** Asks for {@code seconds}, and tells of the answers that came in that time. */
    public LoadResult run(double seconds) throws IOException {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (Selector selector = Selector.open()) {
            Run run = new Run(selector);
            try {
                double took = run.ask(seconds);
                return run.answers.result(
                        took, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    /** One stretch of asking. */
    private final class Run {
        private final Selector selector;
        private final Deque<Connection> free = new ArrayDeque<>();
        private final AnswerTimes answers = new AnswerTimes();

        Run(Selector selector) throws IOException {
            this.selector = selector;
            for (InetAddress caller : callers) {
                free.add(new Connection(this, caller));
            }
        }

        double ask(double seconds) throws IOException {
            long start = System.nanoTime();
            long end = start + (long) (seconds * NANOS);
            long asked = 0;
            for (long now = start; now < end; now = System.nanoTime()) {
                long due = start + (long) (asked / perSecond * NANOS);
                if (due <= now && !free.isEmpty()) {
                    free.removeFirst().ask(due);
                    asked++;
                } else {
                    long wait = due <= now ? end - now : Math.min(due, end) - now;
                    await(TimeUnit.NANOSECONDS.toMillis(wait));
                }
            }
            return (System.nanoTime() - start) / NANOS;
        }

        /** At least for what is there; a wait below a millisecond is none. */
        private void await(long millis) throws IOException {
            if (millis > 0) {
                selector.select(this::answered, millis);
            } else {
                selector.selectNow(this::answered);
            }
        }

        private void answered(SelectionKey key) {
            try {
                ((Connection) key.attachment()).read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One connection from one address, opened when it is first needed and again when the server ended it. */
    private final class Connection {
        private final Run run;
        private final InetAddress caller;
        private final ByteBuffer out = ByteBuffer.allocate(requests.largest());
        private final AnswerReader in = new AnswerReader(ANSWER_BYTES);
        private SocketChannel channel;
        private long due;

        Connection(Run run, InetAddress caller) throws IOException {
            this.run = run;
            this.caller = caller;
            this.channel = open();
        }

        private SocketChannel open() throws IOException {
            SocketChannel opened = SocketChannel.open();
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.bind(new InetSocketAddress(caller, 0));
            opened.connect(server);
            opened.configureBlocking(false);
            opened.register(run.selector, SelectionKey.OP_READ, this);
            return opened;
        }

        void ask(long when) throws IOException {
            due = when;
            out.clear();
            requests.write(out);
            out.flip();
            while (out.hasRemaining()) { // smaller than a socket's buffer: goes at once
                channel.write(out);
            }
        }

        void read() throws IOException {
            if (!in.read(channel)) {
                return;
            }
            run.answers.add(in.status(), System.nanoTime() - due);
            if (in.isLast()) {
                channel.close();
                channel = open();
            }
            in.clear();
            run.free.addLast(this);
        }
    }
}
