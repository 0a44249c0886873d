package io.flowlet.onboarding.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.onboarding.RiskProfile;
import io.flowlet.onboarding.Suitability;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Risk profiles as rows, the newest of a subscriber being the one that counts; the only place that seals and opens them. */
@Component
public final class RiskProfileRows implements SealedColumns {
    private static final SealedColumn CONTENT =
            SealedColumn.in("onboarding.risk_profile", "content").row("id").of("subscriber", Purpose.KYC_RECORD);
    private static final String INSERT = """
            insert into onboarding.risk_profile (tenant_id, id, subscriber, questionnaire_version, questionnaire_hash, model_version,
              content, completed_at, next_review_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String NEWEST = """
            select id, subscriber, questionnaire_version, questionnaire_hash, model_version, content, completed_at, next_review_at
            from onboarding.risk_profile where tenant_id = ? and subscriber = ? order by id desc limit 1
            """;
    private static final String OF = """
            select id, subscriber, questionnaire_version, questionnaire_hash, model_version, content, completed_at, next_review_at
            from onboarding.risk_profile where tenant_id = ? and subscriber = ? order by id
            """;
    private static final String ALL = """
            select id, subscriber, questionnaire_version, questionnaire_hash, model_version, content, completed_at, next_review_at
            from onboarding.risk_profile where tenant_id = ? order by id
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final JsonMapper json;

    RiskProfileRows(JdbcTemplate jdbc, Vault vault, JsonMapper json) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.json = json;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(CONTENT);
    }

    private record Content(NavigableMap<String, NavigableSet<String>> answers, Suitability.Assessment assessment) {}

    public void insert(TenantId tenant, UUID id, SubscriberId subscriber, RiskProfile profile) {
        String content = json.writeValueAsString(new Content(profile.answers(), profile.assessment()));
        jdbc.update(
                INSERT,
                tenant.value(),
                id,
                subscriber.value(),
                profile.questionnaireVersion(),
                HexFormat.of().parseHex(profile.questionnaireHash()),
                profile.modelVersion(),
                vault.encryptText(subject(tenant, subscriber.value()), place(id), content),
                Timestamp.from(profile.completedAt()),
                Timestamp.from(profile.nextReviewAt()));
    }

    public Optional<RiskProfile> newest(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(NEWEST, (row, number) -> read(tenant, row), tenant.value(), subscriber.value()).stream()
                .findFirst();
    }

    /** Every one of the subscriber's, oldest first. */
    public List<RiskProfile> of(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(OF, (row, number) -> read(tenant, row), tenant.value(), subscriber.value());
    }

    /** Every one that was ever completed and can be opened still, oldest first. */
    public List<RiskProfile> all(TenantId tenant) {
        return jdbc.query(ALL, (row, number) -> unlessErased(tenant, row), tenant.value()).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<RiskProfile> unlessErased(TenantId tenant, ResultSet row) throws SQLException {
        try {
            return Optional.of(read(tenant, row));
        } catch (UnreadableCiphertext gone) {
            if (gone.reason() == UnreadableCiphertext.Reason.KEY_UNKNOWN) {
                return Optional.empty();
            }
            throw gone;
        }
    }

    private RiskProfile read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        Subject subject = subject(tenant, row.getObject(2, UUID.class));
        Content content = json.readValue(vault.decryptText(subject, place(id), row.getBytes(6)), Content.class);
        return new RiskProfile(
                content.answers(),
                content.assessment(),
                row.getInt(3),
                HexFormat.of().formatHex(row.getBytes(4)),
                row.getString(5),
                row.getTimestamp(7).toInstant(),
                row.getTimestamp(8).toInstant());
    }

    private static Subject subject(TenantId tenant, UUID subscriber) {
        return CONTENT.subject(tenant, subscriber);
    }

    private static Place place(UUID id) {
        return CONTENT.place(id);
    }
}
