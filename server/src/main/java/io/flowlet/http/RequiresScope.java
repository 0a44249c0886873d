package io.flowlet.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call this operation, and with which scopes: all that are named, each written {@code resource:action}.
 *
 * <p>Every controller method under {@code /v1} carries one: a method without it stops the start of the server, so that nothing is open by
 * omission. A sort of caller for which no scope is named may not call at all: 403 {@code audience_not_allowed}. A caller without the scope
 * gets 403 {@code scope_missing}. Both come before the body is read. That a subscriber reaches its own objects only is for the operation
 * itself to see to.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {
    /** Of clients and operators, for example {@code payments:write}. */
    String[] value() default {};

    /** Of subscribers. */
    String[] subscriber() default {};

    /** Of staff. */
    String[] staff() default {};
}
