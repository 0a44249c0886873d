package io.flowlet.sdk;

import static io.flowlet.sdk.Shape.get;
import static io.flowlet.sdk.Shape.post;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The operations of {@link Approvals}, and those that ask for one. */
final class ApprovalShapes {
    /** A request as somebody saw it. */
    static final Approvals.Approval SEEN = new Approvals.Approval(
            "apr_1",
            "client.grant",
            "cli_1",
            Approvals.State.OPEN,
            4,
            "r",
            "usr_1",
            1,
            List.of("officer"),
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            null,
            List.of(),
            null,
            null);

    private static final AccessReview.Access REVIEWED = new AccessReview.Access(
            "usr_1", List.of("analyst"), Instant.EPOCH, null, List.of(), null, null, Instant.EPOCH, null);

    private static final String REASON = "{\"reason\":\"r\"}";

    private ApprovalShapes() {}

    static List<Shape> all() {
        var proposal = new Policies.Proposal(1, Map.of("limit", 5), Instant.parse("2026-12-01T00:00:00Z"));
        return List.of(
                get("/v1/approvals", api -> api.approvals().list().first()),
                get(
                        "/v1/approvals?state=open&kind=staff.roles",
                        api -> api.approvals()
                                .list(Approvals.State.OPEN, "staff.roles")
                                .first()),
                get("/v1/approvals/apr_1", api -> api.approvals().find("apr_1")),
                post(
                        "/v1/approvals/apr_1/approve",
                        REASON,
                        api -> api.approvals().approve(SEEN, "r")),
                post(
                        "/v1/approvals/apr_1/reject",
                        REASON,
                        api -> api.approvals().reject(SEEN, "r")),
                post(
                        "/v1/approvals/apr_1/withdraw",
                        REASON,
                        api -> api.approvals().withdraw(SEEN, "r")),
                post(
                        "/v1/oauth_clients/cli_1/grants",
                        "{\"scopes\":[\"payments:on_behalf\"],\"reason\":\"r\"}",
                        api -> api.oauthClients().proposeGrant("cli_1", List.of("payments:on_behalf"), "r")),
                post(
                        "/v1/staff/usr_1/roles",
                        "{\"roles\":[\"analyst\"],\"reason\":\"r\"}",
                        api -> api.staff().proposeRoles("usr_1", List.of("analyst"), "r")),
                post(
                        "/v1/staff/usr_1/disabling",
                        "{\"clients_stay\":false,\"reason\":\"r\"}",
                        api -> api.staff().proposeDisabling("usr_1", "r")),
                post(
                        "/v1/staff/usr_1/disabling",
                        "{\"clients_stay\":true,\"reason\":\"r\"}",
                        api -> api.staff().proposeDisabling("usr_1", Staff.MadeClients.STAY, "r")),
                post(
                        "/v1/approvals/apr_1/handover",
                        "{}",
                        api -> api.approvals().takeHandover("apr_1")),
                post(
                        "/v1/break_glass",
                        "{\"role\":\"officer\",\"duration_minutes\":90,\"reason\":\"r\"}",
                        api -> api.breakGlasses().ask("officer", Duration.ofMinutes(90), "r")),
                get("/v1/break_glass", api -> api.breakGlasses().list().first()),
                post(
                        "/v1/break_glass/bgl_1/end",
                        "{}",
                        api -> api.breakGlasses().end("bgl_1")),
                get("/v1/access_review", api -> api.accessReview().list().first()),
                post(
                        "/v1/access_review/certifications",
                        "{\"holder\":\"usr_1\",\"held\":[\"analyst\"]}",
                        api -> api.accessReview().certify(REVIEWED)),
                get("/v1/policies/notices/versions", api -> api.policies().versions("notices")),
                get(
                        "/v1/policies/notices/versions/3/diff",
                        api -> api.policies().diff("notices", 3)),
                get(
                        "/v1/policies/notices/versions/3/diff?against=1",
                        api -> api.policies().diff("notices", 3, 1)),
                post(
                        "/v1/policies/notices/proposals",
                        "{\"based_on\":1,\"body\":{\"limit\":5},\"effective_at\":\"2026-12-01T00:00:00Z\",\"replaces_scheduled\":false}",
                        api -> api.policies().propose("notices", proposal)),
                post(
                        "/v1/policies/notices/rollbacks",
                        "{\"based_on\":3,\"rollback_to\":1,\"replaces_scheduled\":true,\"reason\":\"r\"}",
                        api -> api.policies()
                                .rollBack(
                                        "notices",
                                        new Policies.Rollback(3, 1)
                                                .insteadOfScheduled()
                                                .because("r"))));
    }
}
