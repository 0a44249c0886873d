/**
 * Transparency-log formats: RFC 6962 Merkle tree, tiles, signed notes, checkpoints and proofs as C2SP specifies them.
 *
 * <p>Plain Java over bytes: no storage, no network, no framework, so that the offline verifier and the server read the same definition.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.tlog;
