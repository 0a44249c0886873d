package io.flowlet.programs.http;

import io.flowlet.programs.Program;
import io.flowlet.programs.ProgramId;
import io.flowlet.programs.Tenant;
import java.time.Instant;
import java.util.List;

/** A program as the API shows it. */
record ProgramView(ProgramId id, String name, Instant createdAt, List<TenantView> tenants) {
    record TenantView(String id, String mode, String timeZone) {
        static TenantView of(Tenant tenant) {
            return new TenantView(
                    tenant.publicId(), tenant.mode().code(), tenant.timeZone().getId());
        }
    }

    static ProgramView of(Program program) {
        return new ProgramView(
                program.id(),
                program.name(),
                program.createdAt(),
                program.tenants().stream().map(TenantView::of).toList());
    }
}
