package io.flowlet;

import io.flowlet.http.IdempotencyStore;
import io.flowlet.outbox.Outbox;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** What runs by itself, in one place. Tests switch it off ({@code flowlet.jobs.enabled=false}) and call the modules. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@ConditionalOnProperty(name = "flowlet.jobs.enabled", havingValue = "true", matchIfMissing = true)
class Jobs {
    private final KnownTenants tenants;
    private final Outbox outbox;
    private final IdempotencyStore idempotency;
    private final Transactions transactions;

    Jobs(KnownTenants tenants, Outbox outbox, IdempotencyStore idempotency, Transactions transactions) {
        this.tenants = tenants;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.transactions = transactions;
    }

    @Scheduled(fixedDelay = 500)
    void drainOutbox() {
        tenants.ids().forEach(outbox::drain);
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
    void forgetIdempotency() {
        transactions.control(idempotency::forgetOld);
    }
}
