package io.flowlet.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * What a check of the settings found.
 *
 * @param where the sources that were read
 * @param values what was written, by key without {@code flowlet.}; in clear, secrets among them
 * @param encrypted the id of the key that sealed it, by the key of each value that was written encrypted
 * @param faults none if the product may start
 */
public record SettingsReport(
        String where, Map<String, String> values, Map<String, String> encrypted, List<SettingFault> faults) {
    public boolean isSound() {
        return faults.isEmpty();
    }

    /** Whether nothing is wrong with one record, {@code database} for {@code flowlet.database}: then it can be bound. */
    public boolean isSound(String prefix) {
        return faults.stream()
                .noneMatch(fault -> fault.key().equals(prefix) || fault.key().startsWith(prefix + "."));
    }

    /** The same report with further faults. */
    public SettingsReport with(List<SettingFault> more) {
        return new SettingsReport(
                where,
                values,
                encrypted,
                Stream.concat(faults.stream(), more.stream()).toList());
    }

    /** The faults for an operator, one line each with its fix; empty when there are none. */
    public String told() {
        if (isSound()) {
            return "";
        }
        int keyWidth = width(faults.stream().map(SettingFault::key).toList());
        int valueWidth = width(faults.stream().map(SettingFault::value).toList());
        String lines = faults.stream()
                .map(fault -> "  " + padded(fault.key(), keyWidth) + "  " + padded(fault.value(), valueWidth) + "  "
                        + fault.fix() + "\n")
                .collect(Collectors.joining());
        String count = faults.size() == 1 ? "1 setting is wrong" : faults.size() + " settings are wrong";
        return "Flowlet cannot start: " + count + " (" + where + ").\n" + lines
                + "Nothing was changed. Reference: docs/reference/settings.md\n";
    }

    /**
     * What may be shown of what was written for {@code key}: {@code (hidden)} for a secret, the id of its key for what could not be decrypted;
     * empty when nothing was written.
     */
    public Optional<String> shown(SettingKey key) {
        List<String> written =
                values.keySet().stream().filter(key::covers).sorted().toList();
        if (written.isEmpty()) {
            return faults.stream()
                    .filter(fault ->
                            fault.key().equals(key.name()) && !fault.value().equals(SettingFault.MISSING))
                    .map(SettingFault::value)
                    .findFirst();
        }
        boolean hidden = key.isSecret() || written.stream().anyMatch(encrypted::containsKey);
        return Optional.of(
                hidden
                        ? SettingFault.HIDDEN
                        : Hidden.in(written.stream().map(values::get).collect(Collectors.joining(", ")), Set.of()));
    }

    /** The values as properties for Spring, which must not look for {@code ${…}} inside a password. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        values.forEach((key, value) -> properties.put(SettingKey.PREFIX + key, value.replace("${", "\\${")));
        return properties;
    }

    /** One record, {@code database} for {@code flowlet.database}, with which nothing is wrong. */
    public <T extends Record> T bind(String prefix, Class<T> type) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        values.forEach((key, value) -> prefixed.put(SettingKey.PREFIX + key, value));
        return new Binder(new MapConfigurationPropertySource(prefixed))
                .bindOrCreate(SettingKey.PREFIX + prefix, Bindable.of(type));
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "SettingsReport[%s, %d values, %s]".formatted(where, values.size(), faults);
    }

    private static int width(List<String> column) {
        return column.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
