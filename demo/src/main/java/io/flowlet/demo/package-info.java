/**
 * The demo: server, embedded PostgreSQL and a sample program in one JVM, and a walk through the main job.
 *
 * <p>Everything it makes is in one folder that belongs to its user alone; production images hold nothing of it. Entry point: {@link
 * io.flowlet.demo.FlowletDemo}.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.demo;
