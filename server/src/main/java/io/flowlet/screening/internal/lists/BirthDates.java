package io.flowlet.screening.internal.lists;

import io.flowlet.screening.ListedEntry.BirthDate;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Birth dates as lists write them: a day, a month, a year, about one of these, or between two. */
final class BirthDates {
    /** How far "about" reaches on either side. */
    private static final int ABOUT_YEARS = 2;

    private static final int FIRST_YEAR = 1850;
    private static final int LAST_YEAR = 2100;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern POINT =
            Pattern.compile("(?:(?:(\\d{1,2}) )?(?<month>[A-Za-z]{3,9})\\.? )?(?<year>\\d{4})");
    private static final Pattern RANGE = Pattern.compile("(.+?)(?: to |-)(.+)");

    private BirthDates() {}

    /** Empty if {@code text} is no such date. */
    static Optional<BirthDate> parse(String text) {
        String rest = text.strip();
        boolean about = rest.toLowerCase(Locale.ROOT).startsWith("circa ");
        if (about) {
            rest = rest.substring("circa ".length()).strip();
        }
        Matcher range = RANGE.matcher(rest);
        Optional<BirthDate> found = range.matches()
                ? point(range.group(1)).flatMap(from -> point(range.group(2)).map(to -> span(from.from(), to.to())))
                : point(rest);
        return found.filter(date -> !date.to().isBefore(date.from()))
                .map(date -> new BirthDate(text.strip(), date.from(), date.to()))
                .map(date -> about ? about(date) : date);
    }

    static BirthDate about(BirthDate date) {
        return new BirthDate(
                date.text(), date.from().minusYears(ABOUT_YEARS), date.to().plusYears(ABOUT_YEARS));
    }

    private static BirthDate span(LocalDate from, LocalDate to) {
        return new BirthDate("", from, to);
    }

    private static Optional<BirthDate> point(String text) {
        Matcher point = POINT.matcher(text.strip());
        if (!point.matches()) {
            return Optional.empty();
        }
        int year = Integer.parseInt(point.group("year"));
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return Optional.empty();
        }
        if (point.group("month") == null) {
            return Optional.of(span(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)));
        }
        int month = MONTHS.indexOf(point.group("month").substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
        try {
            YearMonth whole = YearMonth.of(year, month);
            if (point.group(1) == null) {
                return Optional.of(span(whole.atDay(1), whole.atEndOfMonth()));
            }
            LocalDate day = whole.atDay(Integer.parseInt(point.group(1)));
            return Optional.of(span(day, day));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
