package io.flowlet.bench;

/** One question, asked in rounds: ours and its peer in turns, so that both meet the same machine. */
public interface Measurement {
    /** For {@code --only}; one lower case word. */
    String name();

    /** Measures and reports its lines to {@code session}; leaves nothing running. */
    void run(Session session) throws Exception;
}
