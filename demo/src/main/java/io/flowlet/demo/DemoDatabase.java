package io.flowlet.demo;

import io.flowlet.database.DatabaseRole;
import io.flowlet.database.Migrations;
import io.flowlet.database.Roles;
import io.flowlet.database.SchemaDifference;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The embedded PostgreSQL of a demo: on the loopback interface, scram passwords for every role, data flushed to disk.
 *
 * <p>Its superuser makes the database and the roles and does nothing else.
 */
final class DemoDatabase implements AutoCloseable {
    private static final String NAME = "flowlet";
    private static final String SUPERUSER = "postgres";
    private static final int SECRET_BYTES = 24;
    private static final long STOP_SECONDS = 30;

    private final DemoFolder folder;
    private final EmbeddedPostgres server;

    private DemoDatabase(DemoFolder folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    /** Starts it on the folder's data, made and migrated when new; ends what a killed demo left running. */
    static DemoDatabase start(DemoFolder folder, Path binaries, Consumer<String> progress) {
        stopOrphan(folder)
                .ifPresent(pid -> progress.accept("ended PostgreSQL " + pid + ", left by a demo that was killed"));
        boolean isNew = !Files.exists(ready(folder));
        if (isNew) {
            DemoFolder.remove(folder.data()); // half made
        }
        DemoDatabase database = new DemoDatabase(folder, launch(folder, binaries));
        try {
            if (isNew) {
                database.makeRoles();
            }
            database.migrate(progress);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Ends a PostgreSQL that runs on this folder although no demo holds it. */
    static Optional<Long> stopOrphan(DemoFolder folder) {
        Optional<Postmaster> orphan = Postmaster.of(folder.data());
        orphan.ifPresent(Postmaster::stop);
        Postmaster.forgetStale(folder.data());
        return orphan.map(Postmaster::pid);
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    String password(DatabaseRole role) {
        return password(folder, role.user());
    }

    private static EmbeddedPostgres launch(DemoFolder folder, Path binaries) {
        String password = password(folder, SUPERUSER);
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.databaseLog().toFile());
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setDataDirectory(folder.data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig(
                            "pwfile",
                            folder.secrets().resolve(SUPERUSER + ".password").toString())
                    .setLocaleConfig("locale", "C.UTF-8")
                    .setConnectConfig("password", password)
                    // the library turns both off
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start; see " + folder.databaseLog(), e);
        }
    }

    private void makeRoles() {
        execute(source("postgres", SUPERUSER), "create database " + NAME);
        DataSource superuser = source(NAME, SUPERUSER);
        execute(superuser, Roles.script());
        for (DatabaseRole role : DatabaseRole.values()) {
            execute(superuser, "alter role " + role.user() + " password '" + password(role) + "'");
        }
        try {
            Files.createFile(ready(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void migrate(Consumer<String> progress) {
        DataSource owner = source(NAME, DatabaseRole.OWNER.user());
        if (!SchemaDifference.of(new JdbcTemplate(owner)).isNone()) {
            progress.accept("bringing the database to this version");
            new Migrations(owner).run(line -> {});
        }
    }

    private DataSource source(String database, String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {server.getPort()});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password(folder, user));
        return source;
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String password(DemoFolder folder, String user) {
        return folder.secret(user + ".password", () -> {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            return HexFormat.of().formatHex(random);
        });
    }

    /** Written once the roles exist; data without it was never used. */
    private static Path ready(DemoFolder folder) {
        return folder.root().resolve("data.ready");
    }

    /** Ends the server; everything acknowledged is on disk when this returns. */
    @Override
    public void close() {
        Optional<Postmaster> postmaster = Postmaster.of(folder.data());
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // the library gives it five seconds and then looks away
        if (postmaster.isPresent() && !postmaster.get().goneWithin(STOP_SECONDS)) {
            postmaster.get().stop();
        }
    }
}
