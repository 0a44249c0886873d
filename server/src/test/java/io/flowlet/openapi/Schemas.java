package io.flowlet.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.flowlet.http.PositiveMoney;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas (2020-12) of the records that controllers take and give: their members, bounds, and what may be null. */
final class Schemas {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<Class<?>, String> FORMATS =
            Map.of(Instant.class, "date-time", LocalDate.class, "date", java.net.URI.class, "uri");

    private final Map<String, ObjectNode> components = new TreeMap<>();
    private final Map<String, Class<?>> owners = new TreeMap<>();
    private Map<String, Object> names = Map.of();

    /** From here on, the Java names of {@code area} are published under its own names. */
    void enter(Map<String, Object> area) {
        names = area;
    }

    /** Every schema that was referred to, by name. */
    Map<String, ObjectNode> components() {
        return components;
    }

    /** A page of {@code member}s. */
    ObjectNode page(Type member) {
        ObjectNode page = object();
        ObjectNode properties = page.putObject("properties");
        properties.putObject("data").put("type", "array").set("items", answer(member));
        properties.putObject("next_cursor").putArray("type").add("string").add("null");
        page.putArray("required").add("data").add("next_cursor");
        return page;
    }

    ObjectNode request(Class<?> type) {
        return ref(type, true);
    }

    ObjectNode answer(Type type) {
        return plain(type, false);
    }

    /** Of a parameter in path or query. */
    ObjectNode parameter(Class<?> type) {
        return plain(type, true);
    }

    private static ObjectNode object() {
        return JSON.createObjectNode().put("type", "object");
    }

    private static ObjectNode string() {
        return JSON.createObjectNode().put("type", "string");
    }

    private ObjectNode plain(Type type, boolean request) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic, request);
        }
        Class<?> raw = (Class<?>) type;
        String format = FORMATS.get(raw);
        if (format != null) {
            return string().put("format", format);
        }
        if (raw.isEnum()) {
            return constants(raw);
        }
        if (raw == Money.class) {
            return money();
        }
        if (raw == Currency.class) {
            return string().put("pattern", "^[A-Z]{3}$").put("description", "A code of ISO 4217.");
        }
        Optional<String> prefix = prefix(raw);
        return prefix.isPresent() ? id(prefix.get()) : simple(raw, request);
    }

    private ObjectNode simple(Class<?> raw, boolean request) {
        if (raw == String.class || raw == Object.class) {
            return raw == String.class ? string() : JSON.createObjectNode();
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return JSON.createObjectNode().put("type", "boolean");
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return JSON.createObjectNode().put("type", "integer");
        }
        if (raw == java.math.BigDecimal.class) {
            return JSON.createObjectNode().put("type", "number");
        }
        if (Map.class.isAssignableFrom(raw) || raw.getName().startsWith("tools.jackson.")) {
            return object();
        }
        if (raw.isRecord()) {
            return ref(raw, request);
        }
        throw new AssertionError("no schema for " + raw);
    }

    private ObjectNode generic(ParameterizedType type, boolean request) {
        Class<?> raw = (Class<?>) type.getRawType();
        if (Map.class.isAssignableFrom(raw)) {
            return object();
        }
        ObjectNode array = JSON.createObjectNode().put("type", "array");
        array.set("items", plain(type.getActualTypeArguments()[0], request));
        return array;
    }

    private ObjectNode ref(Class<?> record, boolean request) {
        Object given = names.getOrDefault(written(record), names.get(record.getSimpleName()));
        String name = given == null ? record.getSimpleName().replaceAll("(View|Request)$", "") : given.toString();
        Class<?> owner = owners.putIfAbsent(name, record);
        if (owner == null) {
            components.put(name, object());
            components.put(name, members(record, request));
        } else if (owner != record) {
            throw new AssertionError(
                    name + " is both " + owner + " and " + record + ": name one in its area's schemas");
        }
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    /** With the type around it: {@code ProgramView.TenantView}. */
    private static String written(Class<?> record) {
        Class<?> around = record.getDeclaringClass();
        return around == null ? record.getSimpleName() : around.getSimpleName() + "." + record.getSimpleName();
    }

    private ObjectNode members(Class<?> record, boolean request) {
        ObjectNode schema = object();
        ObjectNode properties = JSON.createObjectNode();
        List<String> required = new java.util.ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            if (annotation(record, component, JsonUnwrapped.class) != null) {
                ObjectNode inner = members(component.getType(), request);
                inner.get("properties")
                        .propertyStream()
                        .forEach(each -> properties.set(each.getKey(), each.getValue()));
                inner.get("required").forEach(each -> required.add(each.asString()));
                continue;
            }
            // a record with a naming of its own keeps its Java names
            String name =
                    record.isAnnotationPresent(JsonNaming.class) ? component.getName() : snake(component.getName());
            properties.set(name, member(record, component, request));
            if (request ? isDemanded(record, component) : !isLeftOut(record, component)) {
                required.add(name);
            }
        }
        schema.set("properties", properties);
        var list = schema.putArray("required");
        required.forEach(list::add);
        return request ? schema.put("additionalProperties", false) : schema;
    }

    private ObjectNode member(Class<?> record, RecordComponent component, boolean request) {
        boolean raw = annotation(record, component, JsonRawValue.class) != null;
        ObjectNode schema = raw ? object() : plain(component.getGenericType(), request);
        constrain(schema, record, component);
        if (component.getAnnotatedType() instanceof AnnotatedParameterizedType generic && schema.has("items")) {
            constrainItems((ObjectNode) schema.get("items"), generic.getAnnotatedActualTypeArguments()[0]);
        }
        return !request && isNullable(component.getAnnotatedType()) ? nullable(schema) : schema;
    }

    private static ObjectNode nullable(ObjectNode schema) {
        if (!schema.has("type")) {
            ObjectNode either = JSON.createObjectNode();
            either.putArray("anyOf").add(schema).addObject().put("type", "null");
            return either;
        }
        String type = schema.get("type").asString();
        schema.putArray("type").add(type).add("null");
        return schema;
    }

    private static void constrain(ObjectNode schema, Class<?> record, RecordComponent component) {
        boolean list = schema.has("items");
        Size size = annotation(record, component, Size.class);
        if (size != null && size.min() > 0) {
            schema.put(list ? "minItems" : "minLength", size.min());
        }
        if (size != null && size.max() < Integer.MAX_VALUE) {
            schema.put(list ? "maxItems" : "maxLength", size.max());
        }
        if (annotation(record, component, NotBlank.class) != null) {
            schema.put("minLength", 1);
        }
        if (annotation(record, component, NotEmpty.class) != null) {
            schema.put(list ? "minItems" : "minLength", 1);
        }
        Pattern pattern = annotation(record, component, Pattern.class);
        if (pattern != null) {
            schema.put("pattern", "^(?:" + pattern.regexp() + ")$");
        }
        Min min = annotation(record, component, Min.class);
        if (min != null) {
            schema.put("minimum", min.value());
        }
        Max max = annotation(record, component, Max.class);
        if (max != null) {
            schema.put("maximum", max.value());
        }
        if (annotation(record, component, PositiveMoney.class) != null) {
            schema.put("description", "More than nothing.");
        }
    }

    private static void constrainItems(ObjectNode items, AnnotatedType type) {
        Size size = type.getAnnotation(Size.class);
        if (size != null && size.max() < Integer.MAX_VALUE) {
            items.put("maxLength", size.max());
        }
        Pattern pattern = type.getAnnotation(Pattern.class);
        if (pattern != null) {
            items.put("pattern", "^(?:" + pattern.regexp() + ")$");
        }
    }

    private ObjectNode money() {
        if (!components.containsKey("Money")) {
            ObjectNode money = object().put("description", "An exact amount: a decimal string, never a number.");
            ObjectNode properties = money.putObject("properties");
            properties
                    .putObject("value")
                    .put("type", "string")
                    .put("pattern", "^-?[0-9]{1,19}(\\.[0-9]{1,4})?$")
                    .put("description", "With at most the decimals of its currency: nothing is rounded.");
            properties
                    .putObject("currency")
                    .put("type", "string")
                    .put("pattern", "^[A-Z]{3}$")
                    .put("description", "A code of ISO 4217.");
            money.putArray("required").add("value").add("currency");
            components.put("Money", money.put("additionalProperties", false));
        }
        return JSON.createObjectNode().put("$ref", "#/components/schemas/Money");
    }

    private static ObjectNode id(String prefix) {
        return string().put("pattern", "^" + prefix + "_[0-9a-hjkmnp-tv-z]{26}$");
    }

    private static ObjectNode constants(Class<?> type) {
        ObjectNode schema = string();
        var values = schema.putArray("enum");
        Arrays.stream(type.getEnumConstants())
                .forEach(each -> values.add(each.toString().toLowerCase(Locale.ROOT)));
        return schema;
    }

    /** An id is a record of one UUID, which is written as prefix and number. */
    private static Optional<String> prefix(Class<?> type) {
        RecordComponent[] members = type.getRecordComponents();
        if (members == null || members.length != 1 || members[0].getType() != UUID.class) {
            return Optional.empty();
        }
        try {
            var constructor = type.getDeclaredConstructor(UUID.class);
            constructor.setAccessible(true);
            String written = constructor.newInstance(new UUID(0, 0)).toString();
            return Optional.of(written.substring(0, written.indexOf('_')));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no id: " + type, e);
        }
    }

    private static boolean isDemanded(Class<?> record, RecordComponent component) {
        return component.getType().isPrimitive()
                || annotation(record, component, NotNull.class) != null
                || annotation(record, component, NotBlank.class) != null
                || annotation(record, component, NotEmpty.class) != null;
    }

    private static boolean isLeftOut(Class<?> record, RecordComponent component) {
        JsonInclude include = annotation(record, component, JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    /** An annotation of a component lands on its field, its accessor, its parameter or its type, as its targets say. */
    private static <A extends Annotation> @Nullable A annotation(
            Class<?> record, RecordComponent component, Class<A> annotation) {
        try {
            AnnotatedElement[] places = {
                component, record.getDeclaredField(component.getName()), component.getAnnotatedType()
            };
            return Arrays.stream(places)
                    .map(place -> place.getAnnotation(annotation))
                    .filter(found -> found != null)
                    .findFirst()
                    .orElse(null);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
