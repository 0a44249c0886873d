/** The Flowlet backend: one Spring Boot application whose modules are verified by Spring Modulith. */
@org.jspecify.annotations.NullMarked
package io.flowlet;
