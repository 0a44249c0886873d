package io.flowlet.screening.internal.lists;

import io.flowlet.screening.EntryType;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ListedEntry.Name;
import io.flowlet.screening.ListedEntry.Strength;
import io.flowlet.screening.WatchlistName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * OFAC's delimited files: {@code sdn.csv} and {@code alt.csv}, and if it is there {@code add.csv} (countries). No header
 * row. {@code sdn_comments.csv} is not read: it has no end mark, so that a cut one would pass for whole.
 */
final class OfacList {
    private static final String SDN = "sdn.csv";
    private static final String ALT = "alt.csv";
    private static final String ADD = "add.csv";
    private static final int SDN_COLUMNS = 12;
    private static final int ALT_COLUMNS = 5;
    private static final int ADD_COLUMNS = 6;
    private static final int REMARKS = 11;
    private static final Set<String> ALIAS_KINDS = Set.of("aka", "fka", "nka");

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private int aliases;

    private OfacList() {}

    static ParsedList parse(SortedMap<String, byte[]> files) throws ListRefused {
        OfacList list = new OfacList();
        list.readEntries(ListFormats.required(files, SDN));
        list.readAliases(ListFormats.required(files, ALT));
        if (files.containsKey(ADD)) {
            list.readCountries(ListFormats.required(files, ADD));
        }
        return new ParsedList(list.drafts.values().stream().map(Draft::entry).toList(), list.aliases, null);
    }

    private void readEntries(byte[] bytes) throws ListRefused {
        CsvRecords records = new CsvRecords(SDN, bytes, SDN_COLUMNS);
        for (Optional<CsvRecords.Row> next = records.next(); next.isPresent(); next = records.next()) {
            CsvRecords.Row row = next.get();
            String id = row.number(0);
            Draft draft = new Draft(id, type(row), row.required(1), row.field(REMARKS));
            if (drafts.put(id, draft) != null) {
                throw row.refused("the entry stands here a second time");
            }
        }
        if (drafts.isEmpty()) {
            throw new ListRefused(SDN, 0, "holds no entry");
        }
    }

    private static EntryType type(CsvRecords.Row row) throws ListRefused {
        return switch (row.field(2)) {
            case null -> EntryType.ENTITY;
            case "individual" -> EntryType.INDIVIDUAL;
            case "vessel" -> EntryType.VESSEL;
            case "aircraft" -> EntryType.AIRCRAFT;
            default -> throw row.refused("field 3 is no type of an entry");
        };
    }

    private void readAliases(byte[] bytes) throws ListRefused {
        CsvRecords records = new CsvRecords(ALT, bytes, ALT_COLUMNS);
        Set<String> known = new HashSet<>();
        for (Optional<CsvRecords.Row> next = records.next(); next.isPresent(); next = records.next()) {
            CsvRecords.Row row = next.get();
            Draft draft = draft(row);
            if (!known.add(row.number(1))) {
                throw row.refused("the alias stands here a second time");
            }
            if (!ALIAS_KINDS.contains(row.required(2))) {
                throw row.refused("field 3 is no kind of an alias");
            }
            draft.strong.add(row.required(3));
            aliases++;
        }
    }

    private void readCountries(byte[] bytes) throws ListRefused {
        CsvRecords records = new CsvRecords(ADD, bytes, ADD_COLUMNS);
        for (Optional<CsvRecords.Row> next = records.next(); next.isPresent(); next = records.next()) {
            Draft draft = draft(next.get());
            Optional.ofNullable(next.get().field(4)).ifPresent(draft.countries::add);
        }
    }

    private Draft draft(CsvRecords.Row row) throws ListRefused {
        Draft draft = drafts.get(row.number(0));
        if (draft == null) {
            throw row.refused("names an entry that " + SDN + " does not hold");
        }
        return draft;
    }

    /** An entry while its files are read. */
    private static final class Draft {
        private final String id;
        private final EntryType type;
        private final String name;
        private final List<String> strong = new ArrayList<>();
        private final SequencedSet<String> countries = new LinkedHashSet<>();
        private final String remarks;

        Draft(String id, EntryType type, String name, @Nullable String remarks) {
            this.id = id;
            this.type = type;
            this.name = name;
            this.remarks = remarks == null ? "" : remarks;
        }

        ListedEntry entry() {
            OfacRemarks told = OfacRemarks.of(remarks);
            List<Name> names = new ArrayList<>(List.of(new Name(name, Strength.PRIMARY)));
            strong.forEach(alias -> names.add(new Name(alias, Strength.STRONG)));
            told.weakNames().forEach(alias -> names.add(new Name(alias, Strength.WEAK)));
            SequencedSet<String> all = new LinkedHashSet<>(told.countries());
            all.addAll(countries);
            return new ListedEntry(
                    WatchlistName.OFAC_SDN,
                    id,
                    type,
                    names,
                    told.birthDates(),
                    List.copyOf(all),
                    remarks.isEmpty() ? null : remarks);
        }
    }
}
