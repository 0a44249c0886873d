/**
 * How fast the vault is against what it must reach; how fast the ledger is, as ratios to what PostgreSQL itself does in the same minute on the same machine.
 *
 * <p>Entry point: {@link io.flowlet.bench.Bench}. A {@link io.flowlet.bench.Measurement} measures ours and its peer in turns and reports {@link
 * io.flowlet.bench.Line}s; {@link io.flowlet.bench.Measurements} lists them. Nothing here ships with the product.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.bench;
