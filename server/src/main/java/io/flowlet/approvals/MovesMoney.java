package io.flowlet.approvals;

import io.flowlet.money.Money;
import java.util.List;

/** A kind whose requests say how much they move: a tenant can ask for more people above an amount. */
public interface MovesMoney extends ApprovalKind {
    /** What {@code change} moves: one sum for each of its currencies, never negative. */
    List<Money> amounts(Change change);
}
