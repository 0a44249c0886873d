package io.flowlet.http;

import jakarta.validation.Validator;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * How JSON is read and written everywhere: {@code snake_case}, and nothing guessed.
 *
 * <p>A member that nobody knows, one that stands twice, text after the value, a number where text belongs (or the other way round) and an
 * empty string instead of nothing are refused: a typing error must not move the wrong money.
 */
@Configuration(proxyBeanMethods = false)
class StrictJson {
    /** The largest body of a route that does not say otherwise. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING_CHARS = 64 * 1024;
    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_NUMBER_CHARS = 64;

    @Bean
    JsonFactoryBuilderCustomizer boundedJson() {
        return factory -> factory.streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_STRING_CHARS)
                .maxNameLength(MAX_NAME_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .build());
    }

    @Bean
    JsonMapperBuilderCustomizer strictJsonMapper() {
        return mapper -> {
            mapper.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
            mapper.enumNamingStrategy(EnumNamingStrategies.SNAKE_CASE);
            mapper.disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING);
            mapper.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
            mapper.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
            mapper.enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
            mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
            // members are written in the order of their record
            mapper.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
            mapper.withCoercionConfigDefaults(
                    every -> every.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
            mapper.withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            // an empty string is text: whether it may be empty is the member's own rule
                            .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert));
        };
    }

    @Bean
    ServerHttpMessageConvertersCustomizer strictBodies(JsonMapper json, Validator validator) {
        return converters -> converters.withJsonConverter(new JsonBodies(json, new BodyBinding(json, validator)));
    }
}
