package io.flowlet.screening.internal.matching;

import io.flowlet.screening.Finding;
import io.flowlet.screening.ScreenedPerson;
import java.util.List;

/** The entries of all lists, ready to be compared with. Immutable, thread-safe. */
public interface Matching {
    /** What resembles {@code person}, at most one finding an entry, highest score first. */
    List<Finding> findings(ScreenedPerson person);
}
