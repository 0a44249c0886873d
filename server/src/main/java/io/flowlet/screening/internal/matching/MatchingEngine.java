package io.flowlet.screening.internal.matching;

import java.util.List;

/** A way to compare persons with lists. One is in use; its version stands in every hit. Thread-safe. */
public interface MatchingEngine {
    /** Another one whenever the same person and entry could be judged otherwise. */
    String version();

    /** Makes ready to compare with these entries. */
    Matching over(List<Listing> listings);
}
