package io.flowlet.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The member of a body, or of a record inside it, may hold a card's number; without this no text of a body may, see {@link CardSecrets}. For what
 * tokens take, and for numbers of documents: some that states give look like a card's.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ForCardNumbers {}
