package io.flowlet.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;

/** Says which member Jackson stumbled over and why, without repeating what was sent. */
final class MemberFaults {
    /** What a member may be called; any other name comes from the request and is not repeated in an answer. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private MemberFaults() {}

    static JsonPointer place(JacksonException failure) {
        JsonPointer place = JsonPointer.empty();
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            place = name == null ? place.appendIndex(Math.max(step.getIndex(), 0)) : place.appendProperty(name);
        }
        return place;
    }

    /** {@code place} as an answer shows it: as deep as the names in it are plain. */
    static String shown(JsonPointer place) {
        JsonPointer shown = JsonPointer.empty();
        for (JsonPointer rest = place; !rest.matches(); rest = rest.tail()) {
            String name = rest.getMatchingProperty();
            if (!PLAIN_NAME.matcher(name).matches()) {
                return shown.toString();
            }
            shown = shown.appendProperty(name);
        }
        return shown.toString();
    }

    /** What stands for an absent value of the type that was wanted, or null where that is absence itself. */
    static @Nullable JsonNode nothing(JacksonException failure) {
        Class<?> target = failure instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (target == null || !target.isPrimitive()) {
            return null;
        }
        return target == boolean.class ? BooleanNode.FALSE : IntNode.valueOf(0);
    }

    /** @param sent what stood at that place; missing when nothing did */
    static FieldFault of(JacksonException failure, JsonNode sent) {
        String pointer = shown(place(failure));
        if (sent.isNull() || sent.isMissingNode()) {
            return new FieldFault(pointer, "required", "This member is required.");
        }
        return switch (failure) {
            case MemberFault told -> new FieldFault(pointer, told.code(), told.detail());
            case UnrecognizedPropertyException unknown ->
                new FieldFault(pointer, "unknown_member", "This operation takes no such member.");
            case InvalidFormatException format -> format(pointer, format.getTargetType());
            case ValueInstantiationException refused ->
                new FieldFault(pointer, "malformed", "This value does not have the documented form.");
            case MismatchedInputException mismatch -> wrongType(pointer, mismatch.getTargetType());
            case InputCoercionException range -> wrongType(pointer, range.getTargetType());
            default -> new FieldFault(pointer, "malformed", "This value does not have the documented form.");
        };
    }

    private static FieldFault format(String pointer, @Nullable Class<?> target) {
        if (target != null && target.isEnum()) {
            String names = Arrays.stream(target.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return new FieldFault(pointer, "unknown_value", "This must be one of: " + names + ".");
        }
        return wrongType(pointer, target);
    }

    private static FieldFault wrongType(String pointer, @Nullable Class<?> target) {
        return new FieldFault(pointer, "wrong_type", expected(target));
    }

    private static String expected(@Nullable Class<?> target) {
        if (target == null) {
            return "This has the wrong type.";
        }
        if (target == String.class) {
            return "This must be a string.";
        }
        if (target == Boolean.class || target == boolean.class) {
            return "This must be true or false.";
        }
        if (Number.class.isAssignableFrom(target) || target.isPrimitive()) {
            return "This must be a number, whole where the member counts something, and not a string.";
        }
        if (target.isArray() || Collection.class.isAssignableFrom(target)) {
            return "This must be an array.";
        }
        return "This has the wrong type.";
    }
}
