package io.flowlet.screening.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who was screened last as whom. */
@Component
public final class ScreenedRows implements SealedColumns {
    private static final SealedColumn PERSON_SCREENED = SealedColumn.in("screening.screened", "person")
            .row("subscriber")
            .of("subscriber", Purpose.SANCTIONS_RECORD);
    private static final String KEEP = """
            insert into screening.screened (tenant_id, subscriber, person, compared_with, screened_at)
            values (?, ?, ?, ?, ?)
            on conflict (tenant_id, subscriber) do update
              set person = excluded.person, compared_with = excluded.compared_with, screened_at = excluded.screened_at
            """;
    private static final String NEXT = """
            select subscriber from screening.screened
            where tenant_id = ? and compared_with <> ? and ended_at is null and (?::uuid is null or subscriber > ?)
            order by subscriber limit 1 for update skip locked
            """;
    private static final String IS_SCREENED =
            "select exists (select from screening.screened where tenant_id = ? and subscriber = ?)";
    private static final String END =
            "update screening.screened set ended_at = ? where tenant_id = ? and subscriber = ? and ended_at is null";
    private static final String PERSON = "select person from screening.screened where tenant_id = ? and subscriber = ?";

    private final JdbcTemplate jdbc;
    private final Sealing sealing;

    ScreenedRows(JdbcTemplate jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(PERSON_SCREENED);
    }

    /** Keeps whom a subscriber was screened as; two screenings of one subscriber wait for each other here. */
    public void keep(TenantId tenant, SubscriberId subscriber, ScreenedPerson person, String comparedWith, Instant at) {
        UUID id = subscriber.value();
        byte[] sealed = sealing.seal(tenant, subscriber, PERSON_SCREENED.place(id), person);
        jdbc.update(KEEP, tenant.value(), id, sealed, comparedWith, Timestamp.from(at));
    }

    /** The first subscriber after {@code after} who was compared with something else and whom nobody compares just now; locks it. */
    public Optional<SubscriberId> next(TenantId tenant, String comparedWith, @Nullable SubscriberId after) {
        UUID from = after == null ? null : after.value();
        return jdbc
                .query(NEXT, (row, number) -> row.getObject(1, UUID.class), tenant.value(), comparedWith, from, from)
                .stream()
                .findFirst()
                .map(SubscriberId::new);
    }

    /** Whom a subscriber of {@link #next} was screened as. */
    public ScreenedPerson person(TenantId tenant, SubscriberId subscriber) {
        return screened(tenant, subscriber).orElseThrow();
    }

    public boolean isScreened(TenantId tenant, SubscriberId subscriber) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IS_SCREENED, Boolean.class, tenant.value(), subscriber.value()));
    }

    /** Whom a subscriber was screened as; empty if it never was. */
    public Optional<ScreenedPerson> screened(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(PERSON, (row, number) -> row.getBytes(1), tenant.value(), subscriber.value()).stream()
                .findFirst()
                .map(bytes -> sealing.open(
                        tenant, subscriber, PERSON_SCREENED.place(subscriber.value()), bytes, ScreenedPerson.class));
    }

    /** The subscriber is served no more: nobody compares it again, and what was found is a kept record. */
    public void end(TenantId tenant, SubscriberId subscriber, Instant at) {
        jdbc.update(END, Timestamp.from(at), tenant.value(), subscriber.value());
    }
}
