package io.flowlet.sdk.audit;

import java.util.OptionalLong;

/**
 * The first thing that is wrong; ends a verification from wherever it is found.
 *
 * <p>A verification is a long walk with dozens of ways to fail and one way to succeed, so that inside of this package, and nowhere outside
 * of it, the failing verdict travels as an exception.
 */
final class Finding extends Exception {
    private final transient AuditVerdict verdict;

    private Finding(AuditVerdict verdict) {
        super(verdict.toString(), null, false, false);
        this.verdict = verdict;
    }

    static Finding tampered(long index, String what, String why) {
        return new Finding(new AuditVerdict.Tampered(OptionalLong.of(index), what, why));
    }

    static Finding tampered(String what, String why) {
        return new Finding(new AuditVerdict.Tampered(OptionalLong.empty(), what, why));
    }

    static Finding unreadable(String what, String why) {
        return new Finding(new AuditVerdict.Unreadable(what, why));
    }

    AuditVerdict verdict() {
        return verdict;
    }
}
