package io.flowlet.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scopes that a caller needs for this operation, all of them, each written {@code resource:action}.
 *
 * <p>Every controller method under {@code /v1} carries one: a method without it stops the start of the server, so that nothing is open by
 * omission. A caller without the scope gets 403 {@code scope_missing} before the body is read.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {
    /** For example {@code payments:write}. */
    String[] value();
}
