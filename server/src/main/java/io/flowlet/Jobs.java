package io.flowlet;

import io.flowlet.actor.TenantId;
import io.flowlet.approvals.AccessReviewWatch;
import io.flowlet.approvals.AgreedRequests;
import io.flowlet.approvals.ApprovalExpiry;
import io.flowlet.audit.AuditUpkeep;
import io.flowlet.edge.TlsConnector;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.identity.BackChannelLogout;
import io.flowlet.identity.BreakGlassWatch;
import io.flowlet.identity.IdentityPurge;
import io.flowlet.identity.OutgoingMail;
import io.flowlet.identity.RevocationFeed;
import io.flowlet.identity.SigningRotation;
import io.flowlet.ledger.HoldExpiry;
import io.flowlet.ledger.LedgerUpkeep;
import io.flowlet.ledger.TransferPartitions;
import io.flowlet.outbox.Outbox;
import io.flowlet.privacy.RetentionUpkeep;
import io.flowlet.programs.KeyDestructionJob;
import io.flowlet.programs.KeyTurns;
import io.flowlet.screening.ScreeningUpkeep;
import io.flowlet.subscribers.LookupIndexing;
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
    /** How often at most the outbox of one tenant is drained before the next one's: a busy tenant adds more than one turn takes. */
    private static final int TURNS = 20;

    private final KnownTenants tenants;
    private final Outbox outbox;
    private final IdempotencyStore idempotency;
    private final Transactions transactions;
    private final AuditUpkeep audit;
    private final TransferPartitions partitions;
    private final HoldExpiry holds;
    private final LedgerUpkeep ledger;
    private final IdentityPurge identity;
    private final ScreeningUpkeep screening;
    private final LookupIndexing lookups;
    private final ApprovalExpiry approvals;
    private final AgreedRequests agreed;
    private final AccessReviewWatch reviews;
    private final KeyTurns keys;
    private final KeyDestructionJob destructions;
    private final RetentionUpkeep retention;
    private final BreakGlassWatch breakGlass;
    private final RevocationFeed revocations;
    private final SigningRotation signing;
    private final BackChannelLogout logouts;
    private final OutgoingMail mail;
    private final TlsConnector tls;

    Jobs(
            KnownTenants tenants,
            Outbox outbox,
            IdempotencyStore idempotency,
            Transactions transactions,
            AuditUpkeep audit,
            TransferPartitions partitions,
            HoldExpiry holds,
            LedgerUpkeep ledger,
            IdentityPurge identity,
            ScreeningUpkeep screening,
            LookupIndexing lookups,
            ApprovalExpiry approvals,
            AgreedRequests agreed,
            AccessReviewWatch reviews,
            KeyTurns keys,
            KeyDestructionJob destructions,
            RetentionUpkeep retention,
            BreakGlassWatch breakGlass,
            RevocationFeed revocations,
            SigningRotation signing,
            BackChannelLogout logouts,
            OutgoingMail mail,
            TlsConnector tls) {
        this.tenants = tenants;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.transactions = transactions;
        this.audit = audit;
        this.partitions = partitions;
        this.holds = holds;
        this.ledger = ledger;
        this.identity = identity;
        this.screening = screening;
        this.lookups = lookups;
        this.approvals = approvals;
        this.agreed = agreed;
        this.reviews = reviews;
        this.keys = keys;
        this.destructions = destructions;
        this.retention = retention;
        this.breakGlass = breakGlass;
        this.revocations = revocations;
        this.signing = signing;
        this.logouts = logouts;
        this.mail = mail;
        this.tls = tls;
    }

    @Scheduled(fixedDelay = 500)
    void drainOutbox() {
        // what a tenant did last is told to others although it has ended: events hold ids only
        tenants.idsEver().forEach(this::drainOutbox);
    }

    /** As long as there is something, but not so long that other tenants wait. */
    private void drainOutbox(TenantId tenant) {
        int turns = 0;
        while (turns < TURNS && outbox.drain(tenant) > 0) {
            turns++;
        }
    }

    /** At a rate, each in a thread of its own, so that no other job keeps it waiting. */
    @Scheduled(fixedRate = RevocationFeed.HEARTBEAT_MILLIS)
    void hearRevocations() {
        revocations.hear();
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
    void forgetIdempotency() {
        transactions.control(idempotency::forgetOld);
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 5_000)
    void keepPartitionsAhead() {
        audit.run();
        partitions.makeAhead();
        ledger.watchPartitions();
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 90_000)
    void keepDaysAndSeals() {
        ledger.writeDays();
        ledger.seal();
    }

    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void readCertificateAgain() {
        tls.reloadIfChanged();
    }

    @Scheduled(fixedDelay = 3_000)
    void expireHolds() {
        holds.runOnce();
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 150_000)
    void watchAccessReviews() {
        reviews.runOnce();
    }

    @Scheduled(fixedDelay = 5_000)
    void endBreakGlass() {
        breakGlass.runOnce();
    }

    @Scheduled(fixedDelay = 5_000)
    void carryOutAgreed() {
        agreed.runOnce();
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 30_000)
    void expireApprovals() {
        approvals.runOnce();
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 45_000)
    void turnEpoch() {
        keys.runOnce();
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 50_000)
    void destroyTenantKeys() {
        destructions.runOnce();
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 120_000)
    void purgeTokens() {
        identity.runOnce();
    }

    /** Often, since each instance learns of the others' keys here; a key waits for ten minutes at least before it signs. */
    @Scheduled(fixedDelay = 10_000)
    void rotateTokenKeys() {
        signing.runOnce();
    }

    /** At a rate, which gives it a thread of its own: clients that are slow to answer hold nothing else up. */
    @Scheduled(fixedRate = 1_000)
    void tellOfLogouts() {
        logouts.runOnce();
    }

    /** At a rate, as above: a mail server that is slow holds nothing else up. */
    @Scheduled(fixedRate = 2_000)
    void sendMail() {
        mail.runOnce();
    }

    @Scheduled(fixedDelay = 2_000)
    void screenWithNewestLists() {
        screening.run();
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 10_000)
    void lookForLists() {
        screening.loadFolder();
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 30_000)
    void indexSubscribers() {
        lookups.runOnce();
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 150_000)
    void endRetention() {
        retention.runOnce();
    }
}
