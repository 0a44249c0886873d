package io.flowlet.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The names that settings have or had, in files and in the environment; says of any other what may have been meant. */
final class KnownNames {
    /** Variables of ours that are no settings: they tell where to look, belong to the launcher, or hold a root key for the vault. */
    private static final Set<String> NOT_SETTINGS = Set.of(
            "FLOWLET_CONFIG",
            SettingsKeys.VARIABLE,
            "FLOWLET_HOME",
            "FLOWLET_JAVA_HOME",
            "FLOWLET_JAVA_OPTS",
            "FLOWLET_VAULT_ROOT_KEY",
            "FLOWLET_VAULT_FORMER_ROOT_KEY");

    private final List<SettingKey> keys;
    private final List<RetiredSetting> retired;
    private final Map<String, String> variables = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if a retired name is in use, or its successor is not */
    KnownNames(List<SettingKey> keys, List<RetiredSetting> retired) {
        this.keys = List.copyOf(keys);
        this.retired = List.copyOf(retired);
        for (SettingKey key : keys) {
            variables.put(key.environmentVariable(), key.name());
            if (key.isSecret()) {
                variables.put(key.environmentVariable() + SettingKey.FILE_VARIABLE_SUFFIX, key.fileName());
            }
        }
        for (RetiredSetting old : retired) {
            String successor = old.successor();
            boolean lost = successor != null
                    && keys.stream().noneMatch(key -> key.name().equals(successor));
            if (lost || keys.stream().anyMatch(key -> old.covers(key.name()))) {
                throw new IllegalArgumentException(
                        "the retired setting " + old.name() + " is in use, or its successor is not");
            }
        }
    }

    List<SettingKey> keys() {
        return keys;
    }

    /** The key that {@code written} sets, or an element of it. */
    Optional<SettingKey> key(String written) {
        return keys.stream().filter(key -> key.covers(written)).findFirst();
    }

    /** The key that the environment variable sets, {@code <key>-file} for a secret's file. */
    Optional<String> ofVariable(String variable) {
        return Optional.ofNullable(variables.get(variable));
    }

    static boolean isNoSetting(String variable) {
        return !variable.startsWith("FLOWLET_") || NOT_SETTINGS.contains(variable);
    }

    /** Why {@code written} cannot be set; empty for a key that there is. */
    Optional<SettingFault> refusal(String written) {
        if (key(written).isPresent()) {
            return Optional.empty();
        }
        List<String> near = new ArrayList<>();
        for (SettingKey key : keys) {
            near.add(key.name());
            if (key.isSecret()) {
                near.add(key.fileName());
            }
        }
        return Optional.of(retired.stream()
                .filter(old -> old.covers(written))
                .findFirst()
                .map(old -> old.refusal(written, false))
                .orElseGet(() -> unknown(written, near)));
    }

    SettingFault refusalOfVariable(String variable) {
        return retired.stream()
                .filter(old -> old.coversVariable(variable))
                .findFirst()
                .map(old -> old.refusal(variable, true))
                .orElseGet(() -> unknown(
                        variable,
                        Stream.concat(
                                        variables.keySet().stream(),
                                        NOT_SETTINGS.stream().sorted())
                                .toList()));
    }

    private static SettingFault unknown(String written, List<String> near) {
        return new SettingFault(
                written,
                SettingFault.UNKNOWN,
                Nearest.to(written, near)
                        .map(name -> "did you mean " + name + "?")
                        .orElse("no setting has this name: remove it"));
    }
}
