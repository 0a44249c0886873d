/** The pages of staff. */
@org.jspecify.annotations.NullMarked
package io.flowlet.client.console;
