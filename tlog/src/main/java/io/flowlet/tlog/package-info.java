/**
 * Transparency-log formats: the Merkle tree of RFC 6962, its tiles, signed checkpoints, proofs and canonical JSON.
 *
 * <p>Uses {@code java.*} only, so that whoever verifies the log has little to read and nothing else to trust. The server writes the log
 * with it, the offline verifier reads the log with it. Start at {@link io.flowlet.tlog.TreeAppender} (writing) or
 * {@link io.flowlet.tlog.MerkleTree} (proving).
 *
 * <p>Invariants: every hash is SHA-256; an index or a size is a {@code long} in {@code 0..2^62}; whatever is read from outside is refused
 * ({@link io.flowlet.tlog.Malformed}) unless it is exactly what the writer of this package would have written for the same value.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.tlog;
