/** Tests of the audit log on a real PostgreSQL. */
@org.jspecify.annotations.NullMarked
package io.flowlet.audit;
