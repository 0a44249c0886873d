package io.flowlet.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What to tell an operator who left a setting out, e.g. the command that makes one. On a component of a settings record. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface WhenMissing {
    /** A few words or a command, no full stop. */
    String value();
}
