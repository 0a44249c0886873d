package io.flowlet.bench.http;

import java.nio.ByteBuffer;

/** Requests made ready beforehand: a load generator that thinks would be measured too. */
public interface Requests {
    /** Puts the next request, head and body, into {@code into}. Called by one thread. */
    void write(ByteBuffer into);

    /** Bytes that a request has at most. */
    int largest();
}
