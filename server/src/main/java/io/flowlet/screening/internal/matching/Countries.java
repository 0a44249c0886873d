package io.flowlet.screening.internal.matching;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether countries as lists spell them are among ISO 3166-1 codes; a name that is not known says nothing. */
final class Countries {
    private static final Map<String, String> CODES = codes();

    private Countries() {}

    static boolean anyOf(List<String> listed, Set<String> codes) {
        return listed.stream()
                .map(name -> CODES.get(name.toLowerCase(Locale.ROOT)))
                .anyMatch(code -> code != null && contains(codes, code));
    }

    private static boolean contains(Collection<String> codes, String code) {
        return codes.stream().anyMatch(code::equalsIgnoreCase);
    }

    private static Map<String, String> codes() {
        Map<String, String> codes = new HashMap<>();
        for (String code : Locale.getISOCountries()) {
            codes.put(Locale.of("", code).getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT), code);
        }
        codes.put("iran (islamic republic of)", "IR");
        codes.put("democratic people's republic of korea", "KP");
        codes.put("korea, north", "KP");
        codes.put("democratic republic of the congo", "CD");
        codes.put("congo, democratic republic of the", "CD");
        codes.put("syrian arab republic", "SY");
        codes.put("russian federation", "RU");
        codes.put("burma", "MM");
        return Map.copyOf(codes);
    }
}
