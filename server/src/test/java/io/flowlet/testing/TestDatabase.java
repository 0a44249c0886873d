package io.flowlet.testing;

import io.flowlet.database.DatabaseRole;
import io.flowlet.database.Migrations;
import io.flowlet.database.Roles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL for the whole test run; every test class gets a database cloned from a fully migrated template.
 *
 * <p>Tests connect as the roles of production ({@code flowlet_app} for the product, the owner or superuser only to plant damage). Nothing is
 * flushed to disk ({@code fsync=off}): crash tests start a server of their own. {@code -Dflowlet.test.postgres=host:port,host:port} and
 * {@code -Dflowlet.test.postgres.password} make the tests use servers that are there, through their superuser {@code postgres}: one for each
 * JVM that runs tests, because some tests plant roles, which a server's databases share.
 */
public final class TestDatabase {
    /** Of every role; an external server brings its superuser's. */
    private static final String PASSWORD = System.getProperty(
            "flowlet.test.postgres.password", HexFormat.of().formatHex(new SecureRandom().generateSeed(16)));

    private static final String TEMPLATE = "flowlet_template";
    private static final AtomicInteger CLONES = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new database with every migration applied and no rows. */
    public static TestDatabase create() {
        String name = nextName();
        execute(
                Server.INSTANCE.dataSource("postgres", "postgres"),
                "create database " + name + " template " + TEMPLATE);
        // rights on a database are not copied with its template
        execute(Server.INSTANCE.dataSource(name, "postgres"), Roles.script());
        return new TestDatabase(name);
    }

    /** A new database without any schema, roles made: what {@code migrate} meets. */
    public static TestDatabase createEmpty() {
        String name = nextName();
        execute(Server.INSTANCE.dataSource("postgres", "postgres"), "create database " + name);
        execute(Server.INSTANCE.dataSource(name, "postgres"), Roles.script());
        return new TestDatabase(name);
    }

    /** Free on an external server too, where an earlier run may have left its own. */
    private static String nextName() {
        String name = "flowlet_" + CLONES.incrementAndGet();
        execute(
                Server.INSTANCE.dataSource("postgres", "postgres"),
                "drop database if exists " + name + " with (force)");
        return name;
    }

    public PGSimpleDataSource as(DatabaseRole role) {
        return Server.INSTANCE.dataSource(name, role.user());
    }

    public PGSimpleDataSource asSuperuser() {
        return Server.INSTANCE.dataSource(name, "postgres");
    }

    public String url() {
        return "jdbc:postgresql://%s:%d/%s".formatted(Server.INSTANCE.host, Server.INSTANCE.port, name);
    }

    /** The password of every role of the test server. */
    public String password() {
        return PASSWORD;
    }

    private static void execute(PGSimpleDataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the databases are: an embedded server of this run, or one that {@code -Dflowlet.test.postgres} names. */
    private static final class Server {
        private static final Server INSTANCE = new Server();

        private final String host;
        private final int port;

        Server() {
            String external = System.getProperty("flowlet.test.postgres");
            if (external == null) {
                host = "127.0.0.1";
                port = embedded().getPort();
            } else {
                String[] servers = external.split(",", -1);
                int jvm = Integer.getInteger("flowlet.test.jvm", 1);
                if (jvm > servers.length) {
                    throw new IllegalStateException(
                            "flowlet.test.postgres names %d servers for %d JVMs; name more, or run with -Dtest.jvms=1"
                                    .formatted(servers.length, jvm));
                }
                String server = servers[jvm - 1];
                int colon = server.lastIndexOf(':');
                host = server.substring(0, colon);
                port = Integer.parseInt(server.substring(colon + 1));
            }
            execute(dataSource("postgres", "postgres"), "drop database if exists " + TEMPLATE + " with (force)");
            execute(dataSource("postgres", "postgres"), "create database " + TEMPLATE);
            execute(dataSource(TEMPLATE, "postgres"), Roles.script());
            for (DatabaseRole role : DatabaseRole.values()) {
                execute(dataSource(TEMPLATE, "postgres"), "alter role " + role.user() + " password '" + PASSWORD + "'");
            }
            new Migrations(dataSource(TEMPLATE, DatabaseRole.OWNER.user())).run(line -> {});
        }

        private static EmbeddedPostgres embedded() {
            try {
                Path folder = Files.createTempDirectory("flowlet-test-pg");
                Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD);
                folder.toFile().deleteOnExit();
                passwordFile.toFile().deleteOnExit();
                return EmbeddedPostgres.builder()
                        // unpacked once for all runs of a module; the data goes with the run
                        .setOverrideWorkingDirectory(
                                Path.of("target", "postgres").toFile())
                        .setDataDirectory(folder.resolve("data"))
                        .setLocaleConfig("auth", "scram-sha-256")
                        .setLocaleConfig("pwfile", passwordFile.toString())
                        .setLocaleConfig("locale", "C.UTF-8")
                        .setConnectConfig("password", PASSWORD)
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("shared_buffers", "128MB")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        PGSimpleDataSource dataSource(String database, String user) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setServerNames(new String[] {host});
            dataSource.setPortNumbers(new int[] {port});
            dataSource.setDatabaseName(database);
            dataSource.setUser(user);
            dataSource.setPassword(PASSWORD);
            return dataSource;
        }
    }
}
