package io.flowlet.sdk;

import java.time.Instant;

/**
 * A request that waits for other people: what a call answers where one person alone may not do it. Who asked and what was asked for stand at
 * {@code /v1/approvals/{id}}, which people of the staff read.
 *
 * @param id {@code apr_…}
 * @param kind what sort of change, {@code staff.invite}
 * @param subject public name of what would change, or come to be
 * @param state {@code open} until it was decided
 * @param checkersNeeded how many people must agree
 * @param expiresAt until when
 */
public record ApprovalRequest(
        String id,
        String kind,
        String subject,
        String state,
        int checkersNeeded,
        Instant openedAt,
        Instant expiresAt) {}
