package io.flowlet.cli;

import io.flowlet.audit.AuditSettings;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.mail.MailSettings;
import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.RootKeyCheck;
import io.flowlet.vault.VaultSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server for real money must have beside values that are sound each by itself. Told together with what is wrong with the values: a part
 * of the settings is judged unless a value of that part is wrong.
 */
final class ServeCheck {
    private ServeCheck() {}

    /** All of it: {@link #anchors} and keys that are there, closed to others and can be used. Reads key files, or asks who keeps the key. */
    static SettingsReport of(SettingsReport settings) {
        SettingsReport anchored = anchors(settings);
        return settings.isSound("vault") ? anchored.with(keys(settings.bind("vault", VaultSettings.class))) : anchored;
    }

    /** A name and an anchor of the audit log outside of the database, and passwords that are dear to guess. Reads no file. */
    static SettingsReport anchors(SettingsReport settings) {
        List<SettingFault> faults = new ArrayList<>();
        if (settings.isSound("audit")) {
            settings.bind("audit", AuditSettings.class)
                    .missingForProduction()
                    .forEach((key, fix) -> faults.add(SettingFault.missing(key, fix)));
        }
        if (settings.isSound("identity")) {
            settings.bind("identity", IdentitySettings.class)
                    .passwords()
                    .wrongForProduction()
                    .forEach((key, fix) -> faults.add(new SettingFault(key, "too weak", fix)));
        }
        // over plain http, which is the loopback's, nobody is served whom a mail would have to reach
        if (settings.isSound("mail")
                && settings.isSound("identity")
                && settings.bind("identity", IdentitySettings.class).isSecure()) {
            settings.bind("mail", MailSettings.class)
                    .wrongForProduction()
                    .forEach((key, fix) -> faults.add(new SettingFault(key, "nobody gets it", fix)));
        }
        return settings.with(faults);
    }

    private static List<SettingFault> keys(VaultSettings vault) {
        List<SettingFault> faults = new ArrayList<>();
        RootKeyCheck.faults(vault)
                .forEach(fault -> faults.add(new SettingFault(fault.setting(), fault.where(), told(fault))));
        try {
            KeyStoreFolder.check(vault.keyStore());
        } catch (KeyStoreRefused e) {
            faults.add(new SettingFault("vault.key-store", vault.keyStore().toString(), e.fix()));
        }
        return faults;
    }

    /** A file's fix says enough by itself; what a token or a service said does not. */
    private static String told(RootKeyCheck.Fault fault) {
        return fault.setting().endsWith("file") ? fault.fix() : fault.what() + "; " + fault.fix();
    }
}
