package io.flowlet.settings;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    private static final String WRITERS = "ledger.writers";
    private static final String POOL_SIZE = "database.pool-size";

    private final SortedMap<String, Class<? extends Record>> records;
    private final List<SettingKey> keys;
    private final KnownNames names;
    private final Validator validator;

    /** @param records by the first word of their keys; {@link SettingsRecords#all()} for the product */
    public SettingsCheck(Map<String, Class<? extends Record>> records) {
        this(records, RetiredSetting.ALL);
    }

    SettingsCheck(Map<String, Class<? extends Record>> records, List<RetiredSetting> retired) {
        this.records = new TreeMap<>(records);
        this.keys = this.records.entrySet().stream()
                .flatMap(bound -> SettingKey.of(bound.getKey(), bound.getValue()).stream())
                .toList();
        this.names = new KnownNames(keys, retired);
        // dear to make and holding nothing but memory: it lasts as long as this does, without a close
        this.validator = Validation.byDefaultProvider()
                .configure()
                .messageInterpolator(new PlainMessages())
                .buildValidatorFactory()
                .getValidator();
    }

    /**
     * Judges everything that {@code file} and {@code environment} hold. Encrypted values are opened with the keys in the file that
     * {@link SettingsKeys#VARIABLE} names.
     *
     * @param demanded whether somebody named the file, so that its absence is a fault
     */
    public SettingsReport check(Path file, boolean demanded, Map<String, String> environment) {
        SettingsSource source = SettingsSource.read(file, demanded, environment, names);
        return judge(new EncryptedValues(names, environment).opened(source), keys, Set.of());
    }

    /** As {@link #check}, for a command that needs {@code needed} and nothing else, whether or not a server needs them. */
    public SettingsReport checkOnly(Set<String> needed, Path file, boolean demanded, Map<String, String> environment) {
        List<SettingKey> some =
                keys.stream().filter(key -> needed.contains(key.name())).toList();
        SettingsSource source = SettingsSource.read(file, demanded, environment, names);
        return judge(new EncryptedValues(names, environment).openedFor(some, source), some, needed);
    }

    /** Judges values that the product made for itself, as the demo does; keys without {@code flowlet.}. */
    public SettingsReport check(Map<String, String> values) {
        return judge(SettingsSource.of(values), keys, Set.of());
    }

    /** Why nothing can be written for {@code name}; empty for the key of a setting or of a list's element. */
    public Optional<SettingFault> refusalOf(String name) {
        return names.refusal(name);
    }

    /**
     * What is wrong with {@code value} for {@code name} alone; the value is not shown.
     *
     * @param name known, see {@link #refusalOf}
     */
    public List<SettingFault> faultsOf(String name, String value) {
        if (SealedValue.read(value) instanceof SealedValue.Read.Sealed) {
            return List.of(new SettingFault(name, SettingFault.HIDDEN, "is encrypted already"));
        }
        SettingKey key = names.key(name).orElseThrow();
        // an element is judged as a list of one: alone at its place it would have none before it
        String written = name.startsWith(key.name() + "[") ? key.name() + "[0]" : name;
        SettingsSource source = new SettingsSource(
                "standard input", Map.of(written, value), Map.of(written, "none"), Map.of(), List.of(), Set.of());
        return withoutSecrets(new Judge(source, validator).ofKey(key, true), source);
    }

    private SettingsReport judge(SettingsSource source, List<SettingKey> judged, Set<String> needed) {
        List<SettingFault> faults = new ArrayList<>(source.faults());
        source.values().keySet().forEach(written -> names.refusal(written).ifPresent(faults::add));
        Judge judge = new Judge(source, validator);
        judged.forEach(key -> faults.addAll(judge.ofKey(key, needed.contains(key.name()))));
        if (needed.isEmpty()) {
            records.forEach((prefix, owner) -> faults.addAll(judge.ofRecord(prefix, owner, faults)));
            faults.addAll(sharedFiles(source, List.copyOf(faults)));
            faults.addAll(writersWithoutRequests(judge, source, List.copyOf(faults)));
        }
        return new SettingsReport(source.where(), source.values(), source.encrypted(), withoutSecrets(faults, source));
    }

    /** A checkpoint appended to the master key would be the end of both: no setting names a file that another one names. */
    private List<SettingFault> sharedFiles(SettingsSource source, List<SettingFault> faultsSoFar) {
        List<SettingFault> faults = new ArrayList<>();
        Map<Path, String> taken = new HashMap<>();
        source.files().forEach((name, file) -> taken.putIfAbsent(absolute(file), name));
        for (SettingKey key : keys) {
            String written = source.values().get(key.name());
            boolean named = key.type() == Path.class && written != null && !written.isBlank();
            if (named && faultsSoFar.stream().noneMatch(fault -> fault.key().equals(key.name()))) {
                String other = taken.putIfAbsent(absolute(Path.of(written)), key.name());
                if (other != null) {
                    faults.add(fault(key, written, source, "names the same file as " + other + ": give it its own"));
                }
            }
        }
        return faults;
    }

    /** Each writer of the ledger holds a connection of the pool that requests use: with as many writers, requests would wait for ever. */
    private List<SettingFault> writersWithoutRequests(
            Judge judge, SettingsSource source, List<SettingFault> faultsSoFar) {
        Optional<SettingKey> writers = names.key(WRITERS);
        Optional<SettingKey> pool = names.key(POOL_SIZE);
        boolean unsound = writers.isEmpty()
                || pool.isEmpty()
                || Stream.of(writers.get(), pool.get()).anyMatch(source::isJudged)
                || faultsSoFar.stream()
                        .anyMatch(fault ->
                                fault.key().equals(WRITERS) || fault.key().equals(POOL_SIZE));
        if (unsound || judge.whole(writers.get()) < judge.whole(pool.get())) {
            return List.of();
        }
        return List.of(judge.fault(
                writers.get(),
                "must be below database.pool-size, %d: each writer holds a connection, and requests need one"
                        .formatted(judge.whole(pool.get()))));
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static SettingFault fault(SettingKey key, @Nullable String written, SettingsSource source, String fix) {
        boolean hidden = key.isSecret() || source.isEncrypted(key);
        String shown = hidden ? SettingFault.HIDDEN : "\"" + (written == null ? "…" : written) + "\"";
        return new SettingFault(key.name(), shown, fix);
    }

    /** A secret written where another value belongs must not come out there. */
    private List<SettingFault> withoutSecrets(List<SettingFault> faults, SettingsSource source) {
        Set<String> secrets = new HashSet<>();
        Stream.concat(
                        keys.stream().filter(SettingKey::isSecret).map(SettingKey::name),
                        source.encrypted().keySet().stream())
                .map(source.values()::get)
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
    private static final class Judge {
        private final SettingsSource source;
        private final Binder binder;
        private final Validator validator;

        Judge(SettingsSource source, Validator validator) {
            this.source = source;
            Map<String, String> prefixed = new LinkedHashMap<>();
            source.values().forEach((key, value) -> {
                if (ConfigurationPropertyName.isValid(SettingKey.PREFIX + key)) {
                    prefixed.put(SettingKey.PREFIX + key, value);
                }
            });
            this.binder = new Binder(new MapConfigurationPropertySource(prefixed));
            this.validator = validator;
        }

        List<SettingFault> ofKey(SettingKey key, boolean needed) {
            if (source.isJudged(key)) {
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
                return List.of(SettingsCheck.fault(key, written, source, format.get()));
            }
            try {
                Object value = binder.bind(SettingKey.PREFIX + key.name(), key.bindable())
                        .orElse(null);
                return violations(key, written, value);
            } catch (BindException e) {
                return List.of(SettingsCheck.fault(key, written, source, ValueFormats.expected(key.type())));
            }
        }

        private List<SettingFault> violations(SettingKey key, @Nullable String written, @Nullable Object value) {
            return validator.validateValue(key.owner(), key.component().getName(), value).stream()
                    .map(violation -> SettingsCheck.fault(key, written, source, ValueFormats.fix(violation)))
                    .sorted(Comparator.comparing(SettingFault::fix))
                    .distinct()
                    .toList();
        }

        /** What only the whole record can tell; asked unless a part of it is unsound. */
        List<SettingFault> ofRecord(String prefix, Class<? extends Record> owner, List<SettingFault> faultsOfKeys) {
            List<SettingFault> own = faultsOfKeys.stream()
                    .filter(fault -> fault.key().startsWith(prefix + "."))
                    .toList();
            boolean unsound = own.stream().anyMatch(fault -> !fault.value().equals(SettingFault.MISSING))
                    || source.judged().stream().anyMatch(key -> key.startsWith(prefix + "."));
            if (unsound) {
                return List.of();
            }
            try {
                Record bound = binder.bindOrCreate(SettingKey.PREFIX + prefix, Bindable.of(owner));
                return own.isEmpty() ? violations(prefix, owner, bound) : List.of();
            } catch (BindException e) {
                SettingFault told = ofMessage(prefix, owner, rootMessage(e));
                // beside parts that are missing only a complaint about another one is worth telling
                boolean another = !told.key().equals(prefix)
                        && own.stream().noneMatch(fault -> fault.key().equals(told.key()));
                return own.isEmpty() || another ? List.of(told) : List.of();
            }
        }

        private List<SettingFault> violations(String prefix, Class<? extends Record> owner, Record bound) {
            return validator.validate(bound).stream()
                    .map(ConstraintViolation::getMessage)
                    .sorted()
                    .map(message -> ofMessage(prefix, owner, message))
                    .toList();
        }

        /** A record's own complaint; one that begins with the name of a setting, {@code audit.interval must be …}, is that one's. */
        private SettingFault ofMessage(String prefix, Class<? extends Record> owner, String message) {
            String first = message.split(" ", 2)[0];
            return SettingKey.of(prefix, owner).stream()
                    .filter(key -> key.name().equals(first))
                    .findFirst()
                    .map(key -> fault(key, message.substring(first.length()).strip()))
                    .orElseGet(() -> new SettingFault(prefix, "(together)", message));
        }

        /** A fault of a setting that may be at its default. */
        SettingFault fault(SettingKey key, String fix) {
            String written = source.values().get(key.name());
            if (written != null) {
                return SettingsCheck.fault(key, written, source, fix);
            }
            return key.defaultValue()
                    .map(value -> new SettingFault(key.name(), value + " (default)", fix))
                    .orElseGet(() -> SettingFault.missing(key.name(), fix));
        }

        /** The value of a sound setting that is a whole number and has a default. */
        int whole(SettingKey key) {
            return binder.bind(SettingKey.PREFIX + key.name(), Bindable.of(Integer.class))
                    .orElseGet(() -> Integer.valueOf(key.defaultValue().orElseThrow()));
        }

        private static String rootMessage(Throwable thrown) {
            Throwable cause = thrown;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.ofNullable(cause.getMessage()).orElse("do not fit together");
        }
    }
}
