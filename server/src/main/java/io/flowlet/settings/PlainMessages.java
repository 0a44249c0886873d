package io.flowlet.settings;

import jakarta.validation.MessageInterpolator;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** The messages of constraints without an expression language: where Hibernate's own need one, ours. */
final class PlainMessages implements MessageInterpolator {
    private static final List<Map.Entry<String, Duration>> UNITS = List.of(
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("m", Duration.ofMinutes(1)),
            Map.entry("s", Duration.ofSeconds(1)));

    private final MessageInterpolator others = new ParameterMessageInterpolator();

    @Override
    public String interpolate(String template, Context context) {
        return ofDuration(context).orElseGet(() -> others.interpolate(template, context));
    }

    @Override
    public String interpolate(String template, Context context, Locale locale) {
        return ofDuration(context).orElseGet(() -> others.interpolate(template, context, locale));
    }

    private static Optional<String> ofDuration(Context context) {
        Annotation constraint = context.getConstraintDescriptor().getAnnotation();
        if (constraint instanceof DurationMin least) {
            Duration bound = Duration.ofDays(least.days())
                    .plusHours(least.hours())
                    .plusMinutes(least.minutes())
                    .plusSeconds(least.seconds())
                    .plusMillis(least.millis())
                    .plusNanos(least.nanos());
            return Optional.of((least.inclusive() ? "must be at least " : "must be more than ") + written(bound));
        }
        if (constraint instanceof DurationMax most) {
            Duration bound = Duration.ofDays(most.days())
                    .plusHours(most.hours())
                    .plusMinutes(most.minutes())
                    .plusSeconds(most.seconds())
                    .plusMillis(most.millis())
                    .plusNanos(most.nanos());
            return Optional.of((most.inclusive() ? "must be at most " : "must be less than ") + written(bound));
        }
        return Optional.empty();
    }

    /** As an operator writes it: {@code 90s}, {@code 1h}. */
    private static String written(Duration duration) {
        return UNITS.stream()
                .filter(unit -> duration.toNanos() % unit.getValue().toNanos() == 0 && !duration.isZero())
                .findFirst()
                .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
                .orElseGet(() -> duration.toMillis() + "ms");
    }
}
