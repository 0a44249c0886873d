package io.flowlet.http;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.PropertyNamingStrategies;

/** Constraint violations of a request record as faults of the members of its JSON. */
final class ConstraintFaults {
    private static final SnakeCase SNAKE_CASE = new SnakeCase();

    private static final Map<Class<?>, String> CODES = Map.ofEntries(
            Map.entry(NotNull.class, "required"),
            Map.entry(NotBlank.class, "blank"),
            Map.entry(NotEmpty.class, "empty"),
            Map.entry(Size.class, "length_out_of_range"),
            Map.entry(Min.class, "out_of_range"),
            Map.entry(Max.class, "out_of_range"),
            Map.entry(DecimalMin.class, "out_of_range"),
            Map.entry(DecimalMax.class, "out_of_range"),
            Map.entry(Positive.class, "out_of_range"),
            Map.entry(PositiveOrZero.class, "out_of_range"),
            Map.entry(Pattern.class, "malformed"),
            Map.entry(Email.class, "malformed"),
            Map.entry(PositiveMoney.class, "not_positive"));

    private ConstraintFaults() {}

    /** One fault for each violation, in the order of their pointers and codes, so that equal requests get equal answers. */
    static <T> List<FieldFault> of(Set<ConstraintViolation<T>> violations) {
        return violations.stream()
                .map(ConstraintFaults::of)
                .sorted(Comparator.comparing(FieldFault::pointer).thenComparing(FieldFault::code))
                .toList();
    }

    private static FieldFault of(ConstraintViolation<?> violation) {
        String pointer = MemberFaults.shown(pointer(violation.getPropertyPath()));
        if (violation.getInvalidValue() == null) {
            return new FieldFault(pointer, "required", "This member is required.");
        }
        Class<?> constraint =
                violation.getConstraintDescriptor().getAnnotation().annotationType();
        String code = CODES.getOrDefault(constraint, SNAKE_CASE.of(constraint.getSimpleName()));
        return new FieldFault(pointer, code, sentence(violation.getMessage()));
    }

    /** Constraint messages are the ends of sentences: {@code must not be blank}, {@code size must be between 1 and 5}. */
    private static String sentence(String message) {
        return (message.startsWith("size ") ? "Its " : "This ") + message + ".";
    }

    private static JsonPointer pointer(Path path) {
        JsonPointer pointer = JsonPointer.empty();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                pointer = pointer.appendIndex(node.getIndex());
            } else if (node.getKey() != null) {
                pointer = pointer.appendProperty(node.getKey().toString());
            }
            String name = node.getName();
            // container elements appear as nodes named <list element>
            if (name != null && !name.startsWith("<")) {
                pointer = pointer.appendProperty(SNAKE_CASE.of(name));
            }
        }
        return pointer;
    }

    /** The naming of the JSON itself, opened for other names. */
    private static final class SnakeCase extends PropertyNamingStrategies.SnakeCaseStrategy {
        String of(String name) {
            return translate(name);
        }
    }
}
