/**
 * Exact money: amounts, ISO 4217 currencies, rounding, allotment. Values over {@code java.*} only; uses no other module.
 *
 * <p>Amounts are whole minor units in a {@code long}; arithmetic never wraps, nothing rounds unless a
 * {@link java.math.RoundingMode} is passed, and parts always sum to the whole. Text from outside comes in through
 * {@link io.flowlet.money.Currency#lookup(String)} and {@link io.flowlet.money.Money#parse}, whose refusals are values.
 *
 * <p>Entry point: {@link io.flowlet.money.Money}. Everything here is immutable and thread-safe.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.flowlet.money;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
