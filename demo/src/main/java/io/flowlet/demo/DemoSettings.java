package io.flowlet.demo;

import io.flowlet.database.DatabaseRole;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of a demo, written as a file like an operator's, so that {@code audit export} and the like can read them too. */
final class DemoSettings {
    private DemoSettings() {}

    /** Makes the keys that are missing, writes the file and reads it back as {@code serve} would. */
    static SettingsReport write(DemoFolder folder, DemoDatabase database, int port, int managementPort) {
        if (!Files.exists(folder.masterKey())) {
            MasterKeyFile.create(folder.masterKey());
        }
        Map<String, String> values = new LinkedHashMap<>();
        values.put("database.url", database.url());
        values.put("database.app-password-file", password(folder, database, DatabaseRole.APP));
        values.put("database.sequencer-password-file", password(folder, database, DatabaseRole.SEQUENCER));
        values.put("database.reader-password-file", password(folder, database, DatabaseRole.READER));
        values.put("database.pool-size", "8");
        values.put("vault.master-key-file", folder.masterKey().toString());
        values.put("vault.key-store", KeyStoreFolder.make(folder.epochs()).toString());
        values.put("identity.issuer", "http://127.0.0.1:" + port);
        // whoever tries the demo has no app that knows its people; Welcome says so
        values.put("identity.factors.required-of-staff", "false");
        values.put("identity.factors.required-of-wallet-holders", "false");
        values.put("mail.folder", folder.settings().resolveSibling("mail").toString());
        values.put("audit.origin", "demo.invalid/audit");
        values.put("audit.checkpoint-file", folder.checkpoints().toString());
        values.put("server.port", Integer.toString(port));
        values.put("server.management-port", Integer.toString(managementPort));
        values.put("server.drained-within", "2s");
        String yaml = values.entrySet().stream()
                .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(folder.settings(), "# written anew by every ./flowlet demo\n" + yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SettingsCheck(SettingsRecords.all()).check(folder.settings(), true, Map.of());
    }

    /** The file that holds the password, made by the first look at it. */
    private static String password(DemoFolder folder, DemoDatabase database, DatabaseRole role) {
        database.password(role);
        Path file = folder.secrets().resolve(role.user() + ".password");
        return file.toString();
    }
}
