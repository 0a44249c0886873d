package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.SponsorChains;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.Sponsorship.Act;
import io.flowlet.ids.Uuid7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** To whom staff and clients are owed, as rows; needs a transaction of their tenant. Nothing is ever forgotten. */
@Component
public final class SponsorRows {
    private static final String INSERT = """
            insert into identity.sponsorship (tenant_id, account, id, act, sponsor, approved_by, happened_at, approval)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String OF_ACCOUNTS = """
            select account, act, sponsor, approved_by, approval from identity.sponsorship where tenant_id = ? and account = any (?)
            """;
    private static final String OF_MAILBOXES = """
            select one.id, other.id from identity.account one
            join identity.account other on other.tenant_id = one.tenant_id and other.mailbox_index = one.mailbox_index and other.id <> one.id
            where one.tenant_id = ? and one.id = any (?)
            """;
    private static final String OF_CLIENTS = """
            select client_id, created_by from identity.oauth_client where tenant_id = ? and id = any (?)
            """;

    private final JdbcTemplate jdbc;
    private final Uuid7 ids;

    SponsorRows(JdbcTemplate jdbc, Uuid7 ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    /** Adds an act to those of {@code account}. */
    public void insert(Account account, Sponsorship sponsorship, Instant now) {
        jdbc.update(
                INSERT,
                account.tenant().value(),
                account.id(),
                ids.next(),
                sponsorship.act().name().toLowerCase(Locale.ROOT),
                sponsorship.by(),
                sponsorship.approvedBy().stream().sorted().toArray(String[]::new),
                Timestamp.from(now),
                sponsorship.approval());
    }

    /** The chains of these credentials, back to where they begin. */
    public SponsorChains chains(TenantId tenant, Collection<String> names) {
        Map<String, List<Sponsorship>> known = new HashMap<>();
        Set<String> open = new HashSet<>(names);
        while (!open.isEmpty()) {
            Map<String, List<Sponsorship>> found = acts(tenant, open);
            open.forEach(name -> known.put(name, found.getOrDefault(name, List.of())));
            open = found.values().stream()
                    .flatMap(List::stream)
                    .map(Sponsorship::by)
                    .filter(by -> SponsorChains.isCredential(by) && !known.containsKey(by))
                    .collect(Collectors.toSet());
        }
        return new SponsorChains(known);
    }

    private record Owed(String name, Sponsorship sponsorship) {}

    private Map<String, List<Sponsorship>> acts(TenantId tenant, Set<String> names) {
        UUID[] accounts = ids(names, Audience.STAFF::idOf);
        List<Owed> found = jdbc.query(OF_ACCOUNTS, (row, number) -> ofAccount(row), tenant.value(), accounts);
        found.addAll(jdbc.query(OF_MAILBOXES, (row, number) -> ofMailbox(row), tenant.value(), accounts));
        found.addAll(jdbc.query(OF_CLIENTS, (row, number) -> ofClient(row), tenant.value(), ids(names, Client::idOf)));
        return found.stream()
                .collect(Collectors.groupingBy(Owed::name, Collectors.mapping(Owed::sponsorship, Collectors.toList())));
    }

    private static UUID[] ids(Set<String> names, Function<String, Optional<UUID>> read) {
        return names.stream().flatMap(name -> read.apply(name).stream()).toArray(UUID[]::new);
    }

    private static Owed ofAccount(ResultSet row) throws SQLException {
        String[] approvedBy = (String[]) row.getArray(4).getArray();
        Act act = Act.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
        return new Owed(
                Audience.STAFF.nameOf(row.getObject(1, UUID.class)),
                new Sponsorship(act, row.getString(3), Set.copyOf(Arrays.asList(approvedBy)), row.getString(5)));
    }

    private static Owed ofMailbox(ResultSet row) throws SQLException {
        String other = Audience.STAFF.nameOf(row.getObject(2, UUID.class));
        return new Owed(
                Audience.STAFF.nameOf(row.getObject(1, UUID.class)),
                new Sponsorship(Act.SAME_MAILBOX, other, Set.of()));
    }

    // whoever made a client saw its secret, whether somebody agreed or not
    private static Owed ofClient(ResultSet row) throws SQLException {
        String by = Optional.ofNullable(row.getString(2)).orElse(Sponsorship.UNKNOWN);
        return new Owed(row.getString(1), new Sponsorship(Act.CREATED, by, Set.of()));
    }
}
