package io.flowlet.audit.internal;

/** The stored tree is not the one that was signed: somebody changed it behind the log's back. Nothing is signed until that is resolved. */
public final class TreeDamaged extends IllegalStateException {
    TreeDamaged(String message) {
        super(message);
    }
}
