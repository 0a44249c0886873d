package io.flowlet.settings;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Judges all settings before anything else starts, and tells every fault at once.
 *
 * <p>A value is bound to its type, held against the constraints of its component, and a record whose components are sound against its own
 * ({@code @AssertTrue} methods, the constructor). Keys that no record has are refused. A check reads; it changes nothing. Not thread-safe.
 */
public final class SettingsCheck {
    private final SortedMap<String, Class<? extends Record>> records;
    private final List<SettingKey> keys;

    /** @param records by the first word of their keys; {@link SettingsRecords#all()} for the product */
    public SettingsCheck(Map<String, Class<? extends Record>> records) {
        this.records = new TreeMap<>(records);
        this.keys = this.records.entrySet().stream()
                .flatMap(bound -> SettingKey.of(bound.getKey(), bound.getValue()).stream())
                .toList();
    }

    /**
     * Judges everything that {@code file} and {@code environment} hold.
     *
     * @param demanded whether somebody named the file, so that its absence is a fault
     */
    public SettingsReport check(Path file, boolean demanded, Map<String, String> environment) {
        return judge(SettingsSource.read(file, demanded, environment, keys), keys, Set.of());
    }

    /** As {@link #check}, for a command that needs {@code needed} and nothing else, whether or not a server needs them. */
    public SettingsReport checkOnly(Set<String> needed, Path file, boolean demanded, Map<String, String> environment) {
        List<SettingKey> some =
                keys.stream().filter(key -> needed.contains(key.name())).toList();
        return judge(SettingsSource.read(file, demanded, environment, keys), some, needed);
    }

    /** Judges values that the product made for itself, as the demo does; keys without {@code flowlet.}. */
    public SettingsReport check(Map<String, String> values) {
        return judge(SettingsSource.of(values), keys, Set.of());
    }

    private SettingsReport judge(SettingsSource source, List<SettingKey> judged, Set<String> needed) {
        List<SettingFault> faults = new ArrayList<>(source.faults());
        faults.addAll(unknown(source.values()));
        try (Judge judge = new Judge(source)) {
            judged.forEach(key -> faults.addAll(judge.ofKey(key, needed.contains(key.name()))));
            if (needed.isEmpty()) {
                records.forEach((prefix, owner) -> faults.addAll(judge.ofRecord(prefix, owner, faults)));
            }
        }
        return new SettingsReport(source.where(), source.values(), withoutSecrets(faults, source.values()));
    }

    private List<SettingFault> unknown(Map<String, String> values) {
        List<String> names = keys.stream().map(SettingKey::name).toList();
        return values.keySet().stream()
                .filter(written -> keys.stream().noneMatch(key -> key.covers(written)))
                .map(written -> new SettingFault(
                        written,
                        SettingFault.UNKNOWN,
                        Nearest.to(written, names)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("no setting has this name: remove it")))
                .toList();
    }

    /** A secret written where another value belongs must not come out there. */
    private List<SettingFault> withoutSecrets(List<SettingFault> faults, Map<String, String> values) {
        Set<String> secrets = new HashSet<>();
        keys.stream()
                .filter(SettingKey::isSecret)
                .map(key -> values.get(key.name()))
                .filter(value -> value != null && !value.isBlank())
                .forEach(secrets::add);
        return faults.stream()
                .map(fault -> new SettingFault(
                        Hidden.in(fault.key(), secrets),
                        Hidden.in(fault.value(), secrets),
                        Hidden.in(fault.fix(), secrets)))
                .toList();
    }

    /** Binds and validates one source. */
    private static final class Judge implements AutoCloseable {
        private final SettingsSource source;
        private final Binder binder;
        private final jakarta.validation.ValidatorFactory validators;
        private final Validator validator;

        Judge(SettingsSource source) {
            this.source = source;
            Map<String, String> prefixed = new LinkedHashMap<>();
            source.values().forEach((key, value) -> {
                if (ConfigurationPropertyName.isValid(SettingKey.PREFIX + key)) {
                    prefixed.put(SettingKey.PREFIX + key, value);
                }
            });
            this.binder = new Binder(new MapConfigurationPropertySource(prefixed));
            this.validators = Validation.byDefaultProvider()
                    .configure()
                    .messageInterpolator(new ParameterMessageInterpolator()) // no expression language in our messages
                    .buildValidatorFactory();
            this.validator = validators.getValidator();
        }

        List<SettingFault> ofKey(SettingKey key, boolean needed) {
            if (source.judged().contains(key.name())) {
                return List.of();
            }
            String written = source.values().get(key.name());
            boolean missing = written == null
                    ? source.values().keySet().stream().noneMatch(key::covers)
                    : written.isBlank() && (needed || key.isRequired());
            if (missing) {
                return needed || key.isRequired()
                        ? List.of(new SettingFault(key.name(), SettingFault.MISSING, key.fixWhenMissing()))
                        : List.of();
            }
            Optional<String> format =
                    written == null ? Optional.empty() : ValueFormats.unitMissing(key.type(), written);
            if (format.isPresent()) {
                return List.of(fault(key, written, format.get()));
            }
            try {
                Object value = binder.bind(SettingKey.PREFIX + key.name(), key.bindable())
                        .orElse(null);
                return violations(key, written, value);
            } catch (BindException e) {
                return List.of(fault(key, written, ValueFormats.expected(key.type())));
            }
        }

        private List<SettingFault> violations(SettingKey key, @Nullable String written, @Nullable Object value) {
            return validator.validateValue(key.owner(), key.component().getName(), value).stream()
                    .map(violation -> fault(key, written, ValueFormats.fix(violation)))
                    .sorted(Comparator.comparing(SettingFault::fix))
                    .distinct()
                    .toList();
        }

        /** What only the whole record can tell; asked once its parts are sound. */
        List<SettingFault> ofRecord(String prefix, Class<? extends Record> owner, List<SettingFault> faultsOfKeys) {
            boolean unsound =
                    faultsOfKeys.stream().anyMatch(fault -> fault.key().startsWith(prefix + "."))
                            || source.judged().stream().anyMatch(key -> key.startsWith(prefix + "."));
            if (unsound) {
                return List.of();
            }
            try {
                Record bound = binder.bindOrCreate(SettingKey.PREFIX + prefix, Bindable.of(owner));
                return validator.validate(bound).stream()
                        .map(ConstraintViolation::getMessage)
                        .sorted()
                        .map(message -> ofMessage(prefix, message))
                        .toList();
            } catch (BindException e) {
                return List.of(ofMessage(prefix, rootMessage(e)));
            }
        }

        /** A record's own complaint; one that begins with the name of a setting, {@code audit.interval must be …}, is that one's. */
        private SettingFault ofMessage(String prefix, String message) {
            String first = message.split(" ", 2)[0];
            String written = source.values().get(first);
            return first.startsWith(prefix + ".") && written != null
                    ? new SettingFault(
                            first,
                            "\"" + written + "\"",
                            message.substring(first.length()).strip())
                    : new SettingFault(prefix, "(together)", message);
        }

        private static SettingFault fault(SettingKey key, @Nullable String written, String fix) {
            String shown = key.isSecret() ? SettingFault.HIDDEN : "\"" + (written == null ? "…" : written) + "\"";
            return new SettingFault(key.name(), shown, fix);
        }

        private static String rootMessage(Throwable thrown) {
            Throwable cause = thrown;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.ofNullable(cause.getMessage()).orElse("do not fit together");
        }

        @Override
        public void close() {
            validators.close();
        }
    }
}
