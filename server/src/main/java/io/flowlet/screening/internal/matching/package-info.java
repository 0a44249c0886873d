/** Compares a person with listed names. Free of Spring and JDBC but for the engine's own registration; another engine replaces it here. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening.internal.matching;
