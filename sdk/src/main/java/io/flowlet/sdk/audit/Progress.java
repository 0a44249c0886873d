package io.flowlet.sdk.audit;

/** Is told how far a verification is, some thousand entries apart, on the thread that verifies. */
@FunctionalInterface
public interface Progress {
    /** Called with {@code 0 <= done <= total}, both in entries. */
    void at(long done, long total);

    /** Tells nobody. */
    static Progress none() {
        return (done, total) -> {};
    }
}
