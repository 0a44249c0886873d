package io.flowlet.bench.http;

import io.flowlet.bench.BenchDatabase;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of the server that is measured, as an operator writes them: all as they come, but for limits that would be measured instead of
 * the server.
 *
 * @param port of the API
 */
public record ServerSettingsFile(Path file, int port) {
    /** Of requests a minute. */
    public static final int UNLIMITED = 100_000_000;

    /** With the limit of one caller's payments lifted. */
    static ServerSettingsFile write(Path folder, BenchDatabase database) throws IOException {
        return write(folder, database, Map.of("limits.money-per-minute", UNLIMITED));
    }

    /** @param more settings by their key */
    public static ServerSettingsFile write(Path folder, BenchDatabase database, Map<String, Object> more)
            throws IOException {
        Path masterKey = folder.resolve("master.key");
        MasterKeyFile.create(masterKey);
        int port = freePort();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("database.url", database.url());
        values.put("database.app-password", database.password());
        values.put("database.sequencer-password", database.password());
        values.put("vault.master-key-file", masterKey);
        values.put("vault.key-store", KeyStoreFolder.make(folder.resolve("epochs")));
        values.put("identity.issuer", "http://127.0.0.1:" + port);
        values.put("audit.origin", "bench.invalid/audit");
        values.put("audit.checkpoint-file", folder.resolve("checkpoints"));
        values.put("server.port", port);
        values.put("server.management-port", freePort());
        values.putAll(more);
        String yaml = values.entrySet().stream()
                .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"\n")
                .collect(Collectors.joining());
        return new ServerSettingsFile(Files.writeString(folder.resolve("flowlet.yml"), yaml), port);
    }

    /** As {@code serve} reads it. */
    public SettingsReport read() {
        SettingsReport report = new SettingsCheck(SettingsRecords.all()).check(file, true, Map.of());
        if (!report.isSound()) {
            throw new IllegalStateException(report.told());
        }
        return report;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
