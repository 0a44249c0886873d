package io.flowlet.audit.internal;

/**
 * How far the log is.
 *
 * @param size entries in the tree
 * @param low an {@code xid8}: every event of an earlier transaction has its leaf
 */
record Head(long size, long low) {}
