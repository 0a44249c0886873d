package io.flowlet.screening.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.screening.Evidence;
import io.flowlet.screening.Finding;
import io.flowlet.screening.HitId;
import io.flowlet.screening.HitStatus;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.ScreeningHit;
import io.flowlet.screening.ScreeningHit.Decision;
import io.flowlet.screening.ScreeningHit.Verdict;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Hits and decisions as rows; the only place that turns what they hold of a person into ciphertext and back. */
@Component
public final class HitRows implements SealedColumns {
    private static final SealedColumn PERSON =
            SealedColumn.in("screening.hit", "person").row("id").of("subscriber", Purpose.SANCTIONS_RECORD);
    private static final SealedColumn ENTRY =
            SealedColumn.in("screening.hit", "entry").row("id").of("subscriber", Purpose.SANCTIONS_RECORD);
    private static final SealedColumn REASON = SealedColumn.in("screening.decision", "reason")
            .row("id")
            .of(
                    "(select h.subscriber from screening.hit h where h.tenant_id = t.tenant_id and h.id = t.hit)",
                    Purpose.SANCTIONS_RECORD);
    private static final String INSERT = """
            insert into screening.hit (tenant_id, id, subscriber, list, entry_id, entry_hash, list_version, matcher, score, evidence,
              standing, person, entry, found_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RENEW = """
            update screening.hit set entry_hash = ?, list_version = ?, matcher = ?, score = ?, evidence = ?, standing = ?, person = ?,
              entry = ?, revision = revision + 1 where tenant_id = ? and id = ?
            """;
    private static final String OF_SUBSCRIBER = """
            select id, subscriber, entry_hash, list_version, matcher, score, evidence, standing, person, entry, found_at
            from screening.hit where tenant_id = ? and subscriber = ? order by id
            """;
    private static final String FIND = """
            select id, subscriber, entry_hash, list_version, matcher, score, evidence, standing, person, entry, found_at
            from screening.hit where tenant_id = ? and id = ?
            """;
    private static final String REVISION = "select revision from screening.hit where tenant_id = ? and id = ?";
    private static final String LIST = """
            select id, subscriber, entry_hash, list_version, matcher, score, evidence, standing, person, entry, found_at
            from screening.hit
            where tenant_id = ? and (?::smallint is null or standing = ?) and (?::uuid is null or subscriber = ?)
              and (?::uuid is null or id < ?)
              and not exists (
                select from screening.screened s
                where s.tenant_id = hit.tenant_id and s.subscriber = hit.subscriber and s.ended_at is not null)
            order by id desc limit ?
            """;
    private static final String IS_ENDED = """
            select exists (
              select from screening.hit h join screening.screened s on s.tenant_id = h.tenant_id and s.subscriber = h.subscriber
              where h.tenant_id = ? and h.id = ? and s.ended_at is not null)
            """;
    private static final String LOCK = """
            select standing from screening.hit where tenant_id = ? and subscriber = ? order by id for update
            """;
    private static final String STANDINGS = """
            select standing from screening.hit where tenant_id = ? and subscriber = ?
            """;
    private static final String DECIDE =
            "update screening.hit set standing = ? where tenant_id = ? and id = ? and standing = 1";
    private static final String INSERT_DECISION = """
            insert into screening.decision (tenant_id, id, hit, verdict, entry_hash, reason, decided_by, decided_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String NEWEST_DECISION = """
            select id, verdict, reason, decided_by, decided_at from screening.decision
            where tenant_id = ? and hit = ? order by id desc limit 1
            """;

    private final JdbcTemplate jdbc;
    private final Sealing sealing;

    HitRows(JdbcTemplate jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(PERSON, ENTRY, REASON);
    }

    /** Which hits to list; null for any. */
    public record Wanted(
            @Nullable HitStatus status,
            @Nullable SubscriberId subscriber,
            @Nullable UUID before,
            int limit) {}

    /** What of the entry is kept with the hit. */
    private record Compared(ListedEntry entry, String matchedName) {
        @Override
        public String toString() {
            return "Compared[…]";
        }
    }

    public void insert(TenantId tenant, ScreeningHit hit) {
        Finding finding = hit.finding();
        jdbc.update(
                INSERT,
                tenant.value(),
                hit.id().value(),
                hit.subscriber().value(),
                finding.entry().list().code(),
                finding.entry().id(),
                HexFormat.of().parseHex(finding.entryHash()),
                finding.listVersion(),
                finding.matcher(),
                finding.scorePercent(),
                finding.evidence().code(),
                number(hit.status()),
                sealedPerson(tenant, hit),
                sealedEntry(tenant, hit),
                Timestamp.from(hit.foundAt()));
    }

    /** Writes what a later screening found of the same entry, and where the hit stands now. */
    public void renew(TenantId tenant, ScreeningHit hit) {
        Finding finding = hit.finding();
        jdbc.update(
                RENEW,
                HexFormat.of().parseHex(finding.entryHash()),
                finding.listVersion(),
                finding.matcher(),
                finding.scorePercent(),
                finding.evidence().code(),
                number(hit.status()),
                sealedPerson(tenant, hit),
                sealedEntry(tenant, hit),
                tenant.value(),
                hit.id().value());
    }

    /** How often a later screening has written it anew. */
    public int revision(TenantId tenant, HitId id) {
        return Objects.requireNonNull(jdbc.queryForObject(REVISION, Integer.class, tenant.value(), id.value()));
    }

    public List<ScreeningHit> ofSubscriber(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(OF_SUBSCRIBER, (row, number) -> read(tenant, row), tenant.value(), subscriber.value());
    }

    public Optional<ScreeningHit> find(TenantId tenant, HitId id) {
        return jdbc.query(FIND, (row, number) -> read(tenant, row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** Whether the hit's subscriber is served no more. */
    public boolean isEnded(TenantId tenant, HitId id) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IS_ENDED, Boolean.class, tenant.value(), id.value()));
    }

    /** Hits of those who are served, newest first. */
    public List<ScreeningHit> list(TenantId tenant, Wanted wanted) {
        Integer standing = wanted.status() == null ? null : number(wanted.status());
        UUID subscriber =
                wanted.subscriber() == null ? null : wanted.subscriber().value();
        return jdbc.query(
                LIST,
                (row, number) -> read(tenant, row),
                tenant.value(),
                standing,
                standing,
                subscriber,
                subscriber,
                wanted.before(),
                wanted.before(),
                wanted.limit());
    }

    /** Where the subscriber's hits stand. */
    public List<HitStatus> standings(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(STANDINGS, (row, number) -> status(row.getInt(1)), tenant.value(), subscriber.value());
    }

    /** Makes other decisions about the subscriber wait until this transaction has ended. */
    public void lock(TenantId tenant, SubscriberId subscriber) {
        jdbc.query(LOCK, row -> {}, tenant.value(), subscriber.value());
    }

    /** Whether the hit was open, and is not any more. */
    public boolean decide(TenantId tenant, HitId id, HitStatus status) {
        return jdbc.update(DECIDE, number(status), tenant.value(), id.value()) == 1;
    }

    public void insert(TenantId tenant, UUID id, ScreeningHit hit, Decision decision) {
        jdbc.update(
                INSERT_DECISION,
                tenant.value(),
                id,
                hit.id().value(),
                decision.decision().name().toLowerCase(Locale.ROOT),
                HexFormat.of().parseHex(hit.finding().entryHash()),
                sealing.seal(tenant, hit.subscriber(), REASON.place(id), decision.reason()),
                decision.decidedBy(),
                Timestamp.from(decision.decidedAt()));
    }

    private byte[] sealedPerson(TenantId tenant, ScreeningHit hit) {
        return sealing.seal(tenant, hit.subscriber(), PERSON.place(hit.id().value()), hit.subject());
    }

    private byte[] sealedEntry(TenantId tenant, ScreeningHit hit) {
        Finding finding = hit.finding();
        return sealing.seal(
                tenant,
                hit.subscriber(),
                ENTRY.place(hit.id().value()),
                new Compared(finding.entry(), finding.matchedName()));
    }

    private ScreeningHit read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        SubscriberId subscriber = new SubscriberId(row.getObject(2, UUID.class));
        Compared compared = sealing.open(tenant, subscriber, ENTRY.place(id), row.getBytes(10), Compared.class);
        Finding finding = new Finding(
                compared.entry(),
                row.getInt(4),
                HexFormat.of().formatHex(row.getBytes(3)),
                compared.matchedName(),
                row.getInt(6),
                Evidence.valueOf(row.getString(7).toUpperCase(Locale.ROOT)),
                row.getString(5));
        ScreenedPerson person =
                sealing.open(tenant, subscriber, PERSON.place(id), row.getBytes(9), ScreenedPerson.class);
        HitStatus status = status(row.getInt(8));
        return new ScreeningHit(
                new HitId(id),
                subscriber,
                status,
                finding,
                person,
                row.getTimestamp(11).toInstant(),
                status == HitStatus.OPEN ? null : decision(tenant, subscriber, id));
    }

    private @Nullable Decision decision(TenantId tenant, SubscriberId subscriber, UUID hit) {
        List<Decision> newest = jdbc.query(
                NEWEST_DECISION,
                (row, number) -> new Decision(
                        Verdict.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                        sealing.open(
                                tenant,
                                subscriber,
                                REASON.place(row.getObject(1, UUID.class)),
                                row.getBytes(3),
                                String.class),
                        row.getString(4),
                        row.getTimestamp(5).toInstant()),
                tenant.value(),
                hit);
        return newest.isEmpty() ? null : newest.getFirst();
    }

    private static int number(HitStatus status) {
        return switch (status) {
            case OPEN -> 1;
            case CLEARED -> 2;
            case CONFIRMED -> 3;
        };
    }

    private static HitStatus status(int number) {
        return switch (number) {
            case 1 -> HitStatus.OPEN;
            case 2 -> HitStatus.CLEARED;
            case 3 -> HitStatus.CONFIRMED;
            default -> throw new IllegalStateException("no standing of a hit: " + number);
        };
    }
}
