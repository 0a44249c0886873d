package io.flowlet.audit;

import org.jspecify.annotations.Nullable;

/**
 * An event as it was recorded.
 *
 * @param index its place in the log of the installation, from 0; null until the sequencer has seen it, usually for a fraction of a second
 * @param body the canonical JSON (RFC 8785) whose SHA-256 is the entry of the log; null when it is in the database no more
 */
public record RecordedEvent(
        AuditId id, @Nullable Long index, @Nullable String body) {}
