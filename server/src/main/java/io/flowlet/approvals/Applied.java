package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;

/** What came of carrying out an approved change. */
public sealed interface Applied {
    /** @param result what there is now, by its public name; no personal data */
    record Done(String result) implements Applied {}

    /** It cannot be done any more, and nothing was. */
    record Refused(ProblemCode reason) implements Applied {}
}
