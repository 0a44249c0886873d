package io.flowlet.screening.internal.lists;

import io.flowlet.screening.ListedEntry.BirthDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What OFAC's remarks hold, part by part: {@code DOB 23 Nov 1962; alt. DOB 1963; nationality Iran; a.k.a. 'ABU WALID'.}
 *
 * @param birthDates none if one of them cannot be read
 * @param weakNames nicknames: OFAC lists weak aliases only here
 */
record OfacRemarks(List<BirthDate> birthDates, List<String> countries, List<String> weakNames) {
    private static final Pattern BIRTH = Pattern.compile("(?:alt\\. )?DOB:? (.+)");
    private static final Pattern COUNTRY = Pattern.compile("(?:alt\\. )?(?:nationality|citizen) (.+)");
    private static final Pattern WEAK = Pattern.compile("(?:alt\\. )?[afn]\\.k\\.a\\. ['\"](.+?)['\"]?");

    static OfacRemarks of(String remarks) {
        List<BirthDate> dates = new ArrayList<>();
        boolean readable = true;
        SequencedSet<String> countries = new LinkedHashSet<>();
        List<String> weak = new ArrayList<>();
        for (String part : remarks.split(";", -1)) {
            String told = part.strip();
            if (told.endsWith(".")) {
                told = told.substring(0, told.length() - 1);
            }
            Matcher birth = BIRTH.matcher(told);
            if (birth.matches()) {
                Optional<BirthDate> date = BirthDates.parse(birth.group(1));
                date.ifPresent(dates::add);
                readable &= date.isPresent();
            }
            Matcher country = COUNTRY.matcher(told);
            if (country.matches()) {
                countries.add(country.group(1));
            }
            Matcher name = WEAK.matcher(told);
            if (name.matches()) {
                weak.add(name.group(1));
            }
        }
        return new OfacRemarks(readable ? dates : List.of(), List.copyOf(countries), weak);
    }
}
