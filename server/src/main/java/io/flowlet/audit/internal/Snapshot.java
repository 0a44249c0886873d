package io.flowlet.audit.internal;

/**
 * Which transactions had ended when PostgreSQL was asked.
 *
 * @param text as {@code pg_snapshot} is written: {@code xmin:xmax:xip,…}
 */
record Snapshot(String text) {
    /** Every transaction below had ended; never smaller than in an earlier snapshot of the same server. */
    long xmin() {
        return Long.parseUnsignedLong(text.substring(0, text.indexOf(':')));
    }
}
