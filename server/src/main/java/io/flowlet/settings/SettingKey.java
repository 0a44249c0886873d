package io.flowlet.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.ResolvableType;

/**
 * One setting: a component of a settings record.
 *
 * @param name in the file, without {@code flowlet.}: {@code database.pool-size}
 * @param owner the record that holds it
 * @param component the record's component
 * @param parameter the same of the canonical constructor, which carries {@link DefaultValue}
 */
public record SettingKey(String name, Class<? extends Record> owner, RecordComponent component, Parameter parameter) {
    /** Every key in every file and property source starts with it; what people read leaves it out. */
    public static final String PREFIX = "flowlet.";

    /** {@code <key>-file} names the file that holds a secret. */
    static final String FILE_SUFFIX = "-file";

    static final String FILE_VARIABLE_SUFFIX = "_FILE";

    private static final Pattern SECRET_NAME = Pattern.compile("(.*[.-])?(password|secret|token|pepper)");

    /** The settings of {@code owner}, those of records inside it included, in order; their names start with {@code prefix}. */
    public static List<SettingKey> of(String prefix, Class<? extends Record> owner) {
        List<SettingKey> keys = new ArrayList<>();
        RecordComponent[] components = owner.getRecordComponents();
        Parameter[] parameters = canonicalConstructor(owner).getParameters();
        for (int i = 0; i < components.length; i++) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(components[i].getName());
            if (components[i].getType().isRecord()) {
                keys.addAll(of(name, components[i].getType().asSubclass(Record.class)));
            } else {
                keys.add(new SettingKey(name, owner, components[i], parameters[i]));
            }
        }
        return keys;
    }

    private static Constructor<?> canonicalConstructor(Class<? extends Record> owner) {
        Class<?>[] types = Arrays.stream(owner.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return owner.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }

    /** The environment variable that sets it. */
    public String environmentVariable() {
        return variableOf(name);
    }

    static String variableOf(String name) {
        return "FLOWLET_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The name under which a secret's file is given. */
    public String fileName() {
        return name + FILE_SUFFIX;
    }

    /** {@code written} as {@link #name} has it. */
    public static String withoutPrefix(String written) {
        return written.startsWith(PREFIX) ? written.substring(PREFIX.length()) : written;
    }

    public Class<?> type() {
        return component.getType();
    }

    /** Whether the value must never be printed. */
    public boolean isSecret() {
        return component.isAnnotationPresent(Secret.class) || isSecretName(name);
    }

    static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** The value it has when nothing is written, as it would be written. */
    public Optional<String> defaultValue() {
        return Optional.ofNullable(parameter.getAnnotation(DefaultValue.class))
                .map(given -> String.join(", ", given.value()));
    }

    /** Whether leaving it out is a fault: not nullable, no default, and not a list or map, which is then empty. */
    public boolean isRequired() {
        return defaultValue().isEmpty()
                && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && type() != Optional.class
                && !isMany();
    }

    /** What the operator is told when it is left out. */
    public String fixWhenMissing() {
        WhenMissing told = component.getAnnotation(WhenMissing.class);
        return told != null ? told.value() : "set it in the file or as " + environmentVariable();
    }

    /** Whether {@code written} sets this key or, for a list or a map, one of its elements. */
    boolean covers(String written) {
        return written.equals(name) || (isMany() && (written.startsWith(name + "[") || written.startsWith(name + ".")));
    }

    Bindable<?> bindable() {
        return Bindable.of(ResolvableType.forType(component.getGenericType()))
                .withAnnotations(parameter.getAnnotations());
    }

    private boolean isMany() {
        return Collection.class.isAssignableFrom(type()) || Map.class.isAssignableFrom(type());
    }
}
