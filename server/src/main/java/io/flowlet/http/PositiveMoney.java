package io.flowlet.http;

import io.flowlet.money.Money;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** An amount above zero; absence is for {@code @NotNull} to judge. Its fault has the code {@code not_positive}. */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PositiveMoney.Check.class)
public @interface PositiveMoney {
    String message() default "must be above zero";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Judges the sign. */
    final class Check implements ConstraintValidator<PositiveMoney, Money> {
        @Override
        public boolean isValid(@Nullable Money amount, ConstraintValidatorContext context) {
            return amount == null || amount.isPositive();
        }
    }
}
