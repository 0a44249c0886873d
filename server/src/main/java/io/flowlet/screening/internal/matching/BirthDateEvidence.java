package io.flowlet.screening.internal.matching;

import io.flowlet.screening.Evidence;
import io.flowlet.screening.ListedEntry.BirthDate;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What birth dates say of a likeness. */
final class BirthDateEvidence {
    private static final int NEAR_YEARS = 1;

    private BirthDateEvidence() {}

    /** The strongest that any of the entry's dates allows. */
    static Evidence of(@Nullable LocalDate person, List<BirthDate> listed) {
        if (person == null || listed.isEmpty()) {
            return Evidence.NAME_ONLY;
        }
        Evidence best = Evidence.NAME_ONLY_BIRTH_DATE_DIFFERS;
        for (BirthDate date : listed) {
            if (isWithin(person, date.from(), date.to())) {
                return Evidence.NAME_AND_BIRTH_DATE;
            }
            if (isWithin(person, date.from().minusYears(NEAR_YEARS), date.to().plusYears(NEAR_YEARS))) {
                best = Evidence.NAME_AND_BIRTH_YEAR;
            }
        }
        return best;
    }

    /** Whether one of the dates is that very day and not a wider span that holds it. */
    static boolean isSameDay(@Nullable LocalDate person, List<BirthDate> listed) {
        return listed.stream()
                .anyMatch(date -> date.from().equals(person) && date.to().equals(person));
    }

    private static boolean isWithin(LocalDate day, LocalDate from, LocalDate to) {
        return !day.isBefore(from) && !day.isAfter(to);
    }
}
