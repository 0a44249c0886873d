package io.flowlet.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

class DatabaseGuardModuleTests {
    private TestDatabase database;

    @BeforeEach
    void cloneOne() {
        database = TestDatabase.create();
    }

    @Test
    void letsASoundDatabaseServe() {
        assertThat(guard(database.as(DatabaseRole.APP)).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            superuser   | is a superuser
            bypassrls   | bypasses row-level security
            createrole  | may create roles
            createdb    | may create databases
            replication | may replicate
            """)
    void refusesARoleThatMayTooMuch(String power, String told) {
        String role = "guard_" + power;
        plant("drop role if exists " + role);
        plant("create role " + role + " login " + power + " in role flowlet_app password '" + database.password()
                + "'");
        try {
            assertFaults(as(role)).anyMatch(what -> what.contains(told));
        } finally {
            plant("drop role " + role);
        }
    }

    @Test
    void refusesAMemberOfThePowerfulAndTheOwner() {
        plant("create role guard_strong nologin bypassrls");
        plant("create role guard_member login in role flowlet_app, flowlet_owner, guard_strong password '"
                + database.password() + "'");
        try {
            assertFaults(as("guard_member"))
                    .anyMatch(what -> what.startsWith("guard_strong (of which guard_member is a member) bypasses"))
                    .anyMatch(what -> what.startsWith("the serving role owns "))
                    .anyMatch(what -> what.startsWith("the serving role may create objects in database "));
        } finally {
            plant("drop role guard_member");
            plant("drop role guard_strong");
        }
    }

    @Test
    void refusesARoleThatOwnsATableOrMayMakeOne() {
        plant("create table outbox.stray (id int)");
        plant("alter table outbox.stray owner to flowlet_app");
        plant("grant create on schema outbox to flowlet_app");
        assertFaults(database.as(DatabaseRole.APP))
                .containsExactlyInAnyOrder(
                        "the serving role owns outbox.stray", "the serving role may create objects in schema outbox");
    }

    @Test
    void refusesASchemaBehindAheadOrAltered() {
        plant("delete from outbox.flyway_history where version = '1'");
        assertFaults(database.as(DatabaseRole.APP))
                .containsExactly("the schema is behind this build: outbox/V1__outbox.sql not applied");

        plant(
                "insert into outbox.flyway_history select 9, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true");
        assertFaults(database.as(DatabaseRole.APP))
                .anyMatch(what -> what.startsWith("the schema is ahead of this build") && what.contains("V99__later"));

        database = TestDatabase.create();
        plant("update outbox.flyway_history set checksum = checksum + 1 where version = '1'");
        assertFaults(database.as(DatabaseRole.APP))
                .containsExactly("the schema is ahead of this build, or altered: outbox/V1__outbox.sql");
    }

    @Test
    void refusesAnEmptyDatabaseWithTheCommandThatFillsIt() {
        database = TestDatabase.createEmpty();
        assertThat(guard(database.as(DatabaseRole.APP)).faults())
                .extracting(DatabaseFault::fix)
                .containsExactly("./flowlet migrate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            alter table outbox.event disable row level security           | row-level security is off on outbox.event
            drop policy tenant on outbox.event                            | the tenant policy of outbox.event is missing
            create policy more on outbox.event using (true)               | the tenant policy of outbox.event is missing or altered, or another
            alter policy tenant on outbox.event using (true)              | the tenant policy of outbox.event is missing or altered
            alter policy tenant on outbox.event with check (true)         | the tenant policy of outbox.event is missing or altered
            alter policy tenant on outbox.event using (tenant_id > (select nullif(current_setting('flowlet.tenant', true), '')::int)) | the tenant policy of outbox.event
            """)
    void refusesATenantTableThatIsNotProtected(String damage, String told) {
        plant(damage);
        assertFaults(database.as(DatabaseRole.APP))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(told);
    }

    @Test
    void refusesAPartitionThatIsNotProtected() {
        plant("create schema stray");
        plant("create table stray.row (tenant_id int, at int) partition by range (at)");
        plant("select flowlet.tenant_table('stray.row')");
        plant("create table stray.row_1 partition of stray.row for values from (0) to (1)");
        assertThat(ProtectionCheck.faults(
                        new JdbcTemplate(database.as(DatabaseRole.APP)),
                        List.of(TableClasses.Table.parse("stray.row,tenant,"))))
                .extracting(DatabaseFault::what)
                .containsExactly(
                        "row-level security is off on stray.row_1",
                        "the tenant policy of stray.row_1 is missing or altered, or another stands beside it");
    }

    @Test
    void refusesAnAppendOnlyTableThatCanBeChanged() {
        plant("create schema stray");
        plant("create table stray.fact (id int)");
        plant("grant usage on schema stray to flowlet_app");
        plant("grant select, insert on stray.fact to flowlet_app");
        assertThat(factFaults()).containsExactly("a trigger that keeps stray.fact append-only is missing or disabled");

        plant("select flowlet.append_only('stray.fact')");
        assertThat(factFaults()).isEmpty();

        plant("alter table stray.fact disable trigger append_only");
        assertThat(factFaults()).hasSize(1);
        plant("alter table stray.fact enable trigger append_only");

        plant("grant update (id), delete on stray.fact to flowlet_app");
        assertThat(factFaults())
                .containsExactly("the serving role may update, delete on stray.fact, which is append-only");
    }

    @Test
    void refusesAClockThatIsOff() {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(30));
        assertThat(new DatabaseGuard(database.as(DatabaseRole.APP), ahead).faults())
                .extracting(DatabaseFault::what)
                .singleElement()
                .asString()
                .startsWith("this machine's clock and the database's are");
    }

    @Test
    void tellsAWrongPasswordFromAServerThatIsAway() {
        PGSimpleDataSource wrong = database.as(DatabaseRole.APP);
        wrong.setPassword("wrong");
        assertFaults(wrong).containsExactly("the password of flowlet_app is refused, or the role is missing");

        PGSimpleDataSource missing = database.as(DatabaseRole.APP);
        missing.setDatabaseName("no_such");
        assertFaults(missing).containsExactly("the database does not exist");

        PGSimpleDataSource away = database.as(DatabaseRole.APP);
        away.setPortNumbers(new int[] {1});
        assertFaults(away).singleElement().asString().startsWith("cannot connect: ");
    }

    private List<String> factFaults() {
        return ProtectionCheck.faults(
                        new JdbcTemplate(database.as(DatabaseRole.APP)),
                        List.of(TableClasses.Table.parse("stray.fact,control append-only,sample")))
                .stream()
                .map(DatabaseFault::what)
                .toList();
    }

    private ListAssert<String> assertFaults(DataSource as) {
        return assertThat(guard(as).faults().stream().map(DatabaseFault::what).toList());
    }

    private PGSimpleDataSource as(String role) {
        PGSimpleDataSource source = database.as(DatabaseRole.APP);
        source.setUser(role);
        return source;
    }

    private static DatabaseGuard guard(DataSource as) {
        return new DatabaseGuard(as, Clock.systemUTC());
    }

    private void plant(String sql) {
        new JdbcTemplate(database.asSuperuser()).execute(sql);
    }
}
