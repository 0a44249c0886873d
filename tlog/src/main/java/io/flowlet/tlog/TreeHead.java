package io.flowlet.tlog;

/**
 * A tree in two words: how many entries, and the root that commits to them.
 *
 * @param size entries; a check answers {@code false} for a size that no tree can have
 * @param root of the tree of {@code size} entries
 */
public record TreeHead(long size, Hash root) {}
