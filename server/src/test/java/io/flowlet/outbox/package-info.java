/** Tests of the outbox. */
@org.jspecify.annotations.NullMarked
package io.flowlet.outbox;
