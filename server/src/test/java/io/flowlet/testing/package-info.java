/** What several modules' tests need: random cases with a seed, one embedded PostgreSQL, a clock that can be set. */
@org.jspecify.annotations.NullMarked
package io.flowlet.testing;
