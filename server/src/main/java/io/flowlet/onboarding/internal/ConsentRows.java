package io.flowlet.onboarding.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.onboarding.Consent;
import io.flowlet.onboarding.ConsentId;
import io.flowlet.onboarding.Notice;
import io.flowlet.subscribers.SubscriberId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Consents and their withdrawals as rows, which never change. */
@Component
public final class ConsentRows {
    private static final String INSERT = """
            insert into onboarding.consent (tenant_id, id, subscriber, purpose, notice_version, notice_hash, language, legal_basis,
              given_at, given_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select c.id, c.subscriber, c.purpose, c.notice_version, c.notice_hash, c.language, c.legal_basis, c.given_at, w.withdrawn_at
            from onboarding.consent c
            left join onboarding.consent_withdrawal w on w.tenant_id = c.tenant_id and w.consent = c.id
            where c.tenant_id = ? and c.id = ?
            """;
    private static final String LIST = """
            select c.id, c.subscriber, c.purpose, c.notice_version, c.notice_hash, c.language, c.legal_basis, c.given_at, w.withdrawn_at
            from onboarding.consent c
            left join onboarding.consent_withdrawal w on w.tenant_id = c.tenant_id and w.consent = c.id
            where c.tenant_id = ? and c.subscriber = ? order by c.id desc
            """;
    private static final String WITHDRAW = """
            insert into onboarding.consent_withdrawal (tenant_id, consent, withdrawn_at, withdrawn_by) values (?, ?, ?, ?)
            on conflict do nothing
            """;

    private final JdbcTemplate jdbc;

    ConsentRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(Caller caller, Consent consent) {
        jdbc.update(
                INSERT,
                caller.tenant().value(),
                consent.id().value(),
                consent.subscriber().value(),
                consent.purpose(),
                consent.noticeVersion(),
                HexFormat.of().parseHex(consent.noticeHash()),
                consent.language(),
                consent.legalBasis().code(),
                Timestamp.from(consent.givenAt()),
                caller.actor().name());
    }

    public Optional<Consent> find(TenantId tenant, ConsentId id) {
        return jdbc.query(FIND, ConsentRows::read, tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** Newest first; a person gives few. */
    public List<Consent> of(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(LIST, ConsentRows::read, tenant.value(), subscriber.value());
    }

    /** False if it is withdrawn already. */
    public boolean withdraw(Caller caller, ConsentId id, Instant now) {
        return jdbc.update(
                        WITHDRAW,
                        caller.tenant().value(),
                        id.value(),
                        Timestamp.from(now),
                        caller.actor().name())
                == 1;
    }

    private static Consent read(ResultSet row, int number) throws SQLException {
        Timestamp withdrawn = row.getTimestamp(9);
        return new Consent(
                new ConsentId(row.getObject(1, UUID.class)),
                new SubscriberId(row.getObject(2, UUID.class)),
                row.getString(3),
                row.getInt(4),
                HexFormat.of().formatHex(row.getBytes(5)),
                row.getString(6),
                Notice.Basis.valueOf(row.getString(7).toUpperCase(Locale.ROOT)),
                row.getTimestamp(8).toInstant(),
                withdrawn == null ? null : withdrawn.toInstant());
    }
}
