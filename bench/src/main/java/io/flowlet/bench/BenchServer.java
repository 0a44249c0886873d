package io.flowlet.bench;

import io.flowlet.database.DatabaseRole;
import io.flowlet.database.Migrations;
import io.flowlet.database.Roles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A PostgreSQL of the run's own in a temporary folder, on the loopback interface, as durable as PostgreSQL comes: a commit is on disk.
 *
 * <p>Ours and the peers run in it in turns, each in a database of its own.
 */
public final class BenchServer implements AutoCloseable {
    static final String SUPERUSER = "postgres";

    private static final String TEMPLATE = "flowlet_template";
    private static final int SECRET_BYTES = 16;
    private static final List<String> TOLD = List.of(
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "shared_buffers",
            "max_wal_size",
            "max_connections",
            "jit");

    private final Path folder;
    private final EmbeddedPostgres server;
    private final String password;
    private final PostgresCpu cpu;

    private BenchServer(Path folder, EmbeddedPostgres server, String password) {
        this.folder = folder;
        this.server = server;
        this.password = password;
        this.cpu = new PostgresCpu(postmaster(folder));
    }

    /**
     * Starts it; {@code binaries} keeps its programs for the next run.
     *
     * @param installed what to start; the embedded one if empty
     */
    static BenchServer start(Path binaries, Optional<InstalledPostgres> installed) {
        try {
            Path folder = Files.createTempDirectory("flowlet-bench");
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            String password = HexFormat.of().formatHex(secret);
            BenchServer started = new BenchServer(folder, launch(folder, binaries, password, installed), password);
            started.makeTemplate();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    private static EmbeddedPostgres launch(
            Path folder, Path binaries, String password, Optional<InstalledPostgres> installed) throws IOException {
        Path passwordFile = Files.writeString(folder.resolve("password"), password);
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        installed.ifPresent(builder::setPgBinaryResolver);
        if (Statements.WANTED) {
            builder.setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .setServerConfig("pg_stat_statements.track_planning", "on");
        }
        return builder.setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(folder.resolve("data"))
                .setRegisterShutdownHook(false)
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setLocaleConfig("locale", "C.UTF-8")
                .setConnectConfig("password", password)
                // the library turns these off
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                // so that a checkpoint does not fall upon one side only
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .start();
    }

    private static ProcessHandle postmaster(Path folder) {
        try {
            Path file = folder.resolve("data/postmaster.pid");
            return ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeTemplate() {
        Statements.make(database(SUPERUSER));
        BenchDatabase template = create(TEMPLATE);
        template.execute(Roles.script());
        for (DatabaseRole role : DatabaseRole.values()) {
            template.execute("alter role " + role.user() + " password '" + password + "'");
        }
        new Migrations(template.as(DatabaseRole.OWNER)).run(line -> {});
    }

    /** A new, empty database. */
    public BenchDatabase create(String name) {
        return create(name, "template1");
    }

    /** A new database with our schema and roles, and no rows. */
    public BenchDatabase createMigrated(String name) {
        BenchDatabase database = create(name, TEMPLATE);
        database.execute(Roles.script()); // rights on a database are not copied with its template
        return database;
    }

    private BenchDatabase create(String name, String template) {
        database(SUPERUSER).execute("create database " + name + " template " + template);
        return database(name);
    }

    private BenchDatabase database(String name) {
        return new BenchDatabase(server.getPort(), name, password);
    }

    /** Makes room on the disk again. */
    public void drop(BenchDatabase database) {
        database(SUPERUSER).execute("drop database " + database.name() + " with (force)");
    }

    /** Writes what is dirty, so that a round does not pay for the one before. */
    public void checkpoint() {
        database(SUPERUSER).execute("checkpoint");
    }

    void printStatements() {
        Statements.print(database(SUPERUSER), System.err);
    }

    public Stopwatch stopwatch() {
        return new Stopwatch(cpu);
    }

    /** Version and settings that matter, in one line. */
    String told() {
        JdbcTemplate jdbc = new JdbcTemplate(database(SUPERUSER).asSuperuser());
        String settings = TOLD.stream()
                .map(name -> name + "=" + jdbc.queryForObject("select current_setting(?)", String.class, name))
                .collect(Collectors.joining(" "));
        String version = jdbc.queryForObject("select current_setting('server_version')", String.class);
        return "PostgreSQL " + version + " on " + fileSystem() + ": " + settings;
    }

    private String fileSystem() {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException e) {
            return "an unknown file system";
        }
    }

    /** A folder for files of this run; it goes with the server. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        ProcessHandle postmaster = postmaster(folder);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postmaster.onExit().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
