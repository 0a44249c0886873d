package io.flowlet.settings;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.util.unit.DataSize;

/** How values of each type are written, in an operator's words. */
public final class ValueFormats {
    private ValueFormats() {}

    /** A bare number where a unit is needed: Spring would take it for milliseconds or bytes, its writer may not have. */
    static Optional<String> unitMissing(Class<?> type, String written) {
        boolean bare = written.strip().matches("[+-]?\\d+");
        return bare && (type == Duration.class || type == DataSize.class)
                ? Optional.of(expected(type))
                : Optional.empty();
    }

    /** What a value of {@code type} looks like, said to somebody who wrote something else. */
    static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "needs a unit: 10s, 1m, 1h";
        }
        if (type == DataSize.class) {
            return "needs a unit: 512KB, 1MB";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "must be a whole number";
        }
        if (type.isEnum()) {
            return "must be one of: "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", "));
        }
        if (type == Path.class) {
            return "must be the path of a file";
        }
        if (type == URI.class) {
            return "must be an address: https://host/path";
        }
        if (type == InetAddress.class) {
            return "must be a network address: 127.0.0.1";
        }
        return "is no " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** How the reference names the values of {@code type}. */
    public static String kind(Class<?> type) {
        if (type == Duration.class) {
            return "duration: `10s`, `1m`, `1h`";
        }
        if (type == DataSize.class) {
            return "size: `512KB`, `1MB`";
        }
        if (type.isEnum()) {
            return expected(type).replace("must be one of: ", "one of ");
        }
        return switch (type.getSimpleName()) {
            case "int", "long", "Integer", "Long" -> "whole number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "text";
            case "Path" -> "path";
            case "URI" -> "address";
            case "List", "Set" -> "list";
            default -> type.getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    /** The range of whole numbers in one piece, another constraint in its own words. */
    static String fix(ConstraintViolation<?> violation) {
        Annotation constraint = violation.getConstraintDescriptor().getAnnotation();
        if (constraint instanceof NotBlank || constraint instanceof NotNull || constraint instanceof NotEmpty) {
            return "must not be empty";
        }
        String message = violation.getMessage();
        if (constraint instanceof Min min && message.startsWith("must be greater")) {
            return "must be at least " + min.value();
        }
        if (constraint instanceof Max max && message.startsWith("must be less")) {
            return "must be at most " + max.value();
        }
        return message;
    }
}
