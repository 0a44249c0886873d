package io.flowlet.sdk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/programs}: for operators of the platform. */
public final class Programs {
    private final Api api;

    Programs(Api api) {
        this.api = api;
    }

    /** @param timeZone of the IANA database; null for UTC */
    public record NewProgram(String name, @Nullable String timeZone) {}

    /** @param mode {@code test} or {@code live} */
    public record Tenant(String id, String mode, String timeZone) {}

    /** A program and its two tenants. */
    public record Program(String id, String name, Instant createdAt, List<Tenant> tenants) {
        public Program {
            tenants = Lists.copyOf(tenants);
        }
    }

    /** A program that was just made, with the first client of each tenant. */
    public record CreatedProgram(String id, String name, Instant createdAt, List<CreatedTenant> tenants) {
        public CreatedProgram {
            tenants = Lists.copyOf(tenants);
        }
    }

    public record CreatedTenant(String id, String mode, String timeZone, FirstClient client) {}

    /**
     * The first client of a tenant. Text forms hide the secret.
     *
     * @param clientSecret null when this is the repeat of an earlier call, which alone showed it
     */
    public record FirstClient(
            String id, List<String> scopes, @Nullable String clientSecret, boolean secretAvailable) {
        public FirstClient {
            scopes = Lists.copyOf(scopes);
        }

        @Override
        public String toString() {
            return "FirstClient[" + id + "]";
        }
    }

    /** Makes a program; its secrets are in this one answer. */
    public CreatedProgram create(NewProgram program) {
        return create(program, IdempotencyKey.fresh());
    }

    /** Makes a program; its secrets are in this one answer. */
    public CreatedProgram create(NewProgram program, IdempotencyKey key) {
        return api.ask(Call.post("/v1/programs").sending(program).once(key), CreatedProgram.class);
    }

    public Pages<Program> list() {
        return api.pages(Call.get("/v1/programs"), Program.class);
    }

    public Program find(String id) {
        return api.ask(Call.get("/v1/programs/{}", id), Program.class);
    }
}
