/**
 * The directory that {@code audit export} writes and {@code audit verify} reads; its format is {@code docs/reference/audit-export.md}.
 *
 * <p>An export is a tiled log as in c2sp.org/tlog-tiles, plus the bodies behind the entries, all earlier checkpoints, and a checksum of
 * every file that the Merkle tree does not determine byte by byte. Entry points: {@link io.flowlet.tlog.export.ExportWriter} to write one,
 * {@code io.flowlet.sdk.audit} to verify one.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.tlog.export;
