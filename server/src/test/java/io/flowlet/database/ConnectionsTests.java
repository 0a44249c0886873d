package io.flowlet.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ConnectionsTests {
    @Test
    void requestsArePlannedForManyShortStatementsAndChecksAsPostgresqlLikes() {
        assertThat(options("", DatabaseRole.APP)).isEqualTo("-c jit=off -c enable_seqscan=off");
        assertThat(options("", DatabaseRole.READER)).isEmpty();
    }

    @Test
    void optionsOfTheAddressComeLastSoThatTheyHold() {
        assertThat(options("?options=-c%20jit=on", DatabaseRole.APP))
                .isEqualTo("-c jit=off -c enable_seqscan=off -c jit=on");
        assertThat(options("?options=-c%20jit=on", DatabaseRole.READER)).isEqualTo("-c jit=on");
    }

    private static String options(String query, DatabaseRole role) {
        DatabaseSettings settings = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/flowlet" + query, "app", "sequencer", "owner", "reader", 2);
        PGSimpleDataSource source = (PGSimpleDataSource) new Connections(settings).direct(role);
        return Objects.requireNonNullElse(source.getOptions(), "");
    }
}
