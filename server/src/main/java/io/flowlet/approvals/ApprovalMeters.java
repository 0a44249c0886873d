package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what becomes of requests. Thread-safe. */
@Component
final class ApprovalMeters {
    private static final String KIND = "kind";

    private final MeterRegistry meters;

    ApprovalMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void opened(String kind) {
        meters.counter("flowlet.approvals.requested", KIND, kind).increment();
    }

    void closed(Approval approval) {
        String state = approval.state().code();
        meters.counter("flowlet.approvals.closed", KIND, approval.kind(), "state", state)
                .increment();
    }

    void refused(ProblemCode reason) {
        meters.counter("flowlet.approvals.refused", "reason", reason.code()).increment();
    }
}
