package io.flowlet.programs.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowlet.actor.Scope;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.programs.NewProgram;
import io.flowlet.programs.ProgramId;
import io.flowlet.programs.Tenant;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program that was just created, the only answer with the secrets of its first clients. A repeat says that they are gone. */
record CreatedProgramView(ProgramId id, String name, Instant createdAt, List<TenantView> tenants) {
    record TenantView(String id, String mode, String timeZone, FirstClientView client) {}

    record FirstClientView(
            String id,
            List<String> scopes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String clientSecret,

            boolean secretAvailable) {
        static FirstClientView of(ClientCredentials made, boolean withSecret) {
            return new FirstClientView(
                    made.client().clientId(),
                    made.client().scopes().stream().map(Scope::value).sorted().toList(),
                    withSecret ? made.secret() : null,
                    withSecret);
        }

        @Override
        public String toString() {
            return "FirstClientView[" + id + "]";
        }
    }

    static CreatedProgramView of(NewProgram made) {
        return view(made, true);
    }

    static CreatedProgramView ofReplay(NewProgram made) {
        return view(made, false);
    }

    private static CreatedProgramView view(NewProgram made, boolean withSecrets) {
        List<TenantView> tenants = made.program().tenants().stream()
                .map(tenant -> view(tenant, FirstClientView.of(made.client(tenant.mode()), withSecrets)))
                .toList();
        return new CreatedProgramView(
                made.program().id(), made.program().name(), made.program().createdAt(), tenants);
    }

    private static TenantView view(Tenant tenant, FirstClientView client) {
        return new TenantView(
                tenant.publicId(), tenant.mode().code(), tenant.timeZone().getId(), client);
    }
}
