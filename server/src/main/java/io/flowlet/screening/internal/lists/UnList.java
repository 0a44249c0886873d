package io.flowlet.screening.internal.lists;

import io.flowlet.screening.EntryType;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ListedEntry.BirthDate;
import io.flowlet.screening.ListedEntry.Name;
import io.flowlet.screening.ListedEntry.Strength;
import io.flowlet.screening.WatchlistFiles;
import io.flowlet.screening.WatchlistName;
import java.io.ByteArrayInputStream;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The UN's consolidated list: {@code CONSOLIDATED_LIST} with {@code INDIVIDUALS} and {@code ENTITIES}, read without DTD or entities. */
final class UnList {
    private static final String FILE = WatchlistFiles.UN_FILE;
    private static final String ROOT = "CONSOLIDATED_LIST";
    private static final int DAY_CHARS = 10;
    private static final List<String> NAME_PARTS = List.of("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME");

    private final List<ListedEntry> entries = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> parts = new HashSet<>();
    private int aliases;
    private @Nullable LocalDate publishedOn;

    private UnList() {}

    static ParsedList parse(byte[] bytes) throws ListRefused {
        UnList list = new UnList();
        try {
            list.read(factory().createXMLStreamReader(new ByteArrayInputStream(bytes)));
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : Math.max(e.getLocation().getLineNumber(), 0);
            // the parser's own words could repeat what the file holds
            throw new ListRefused(FILE, line, "is cut or is not well-formed XML of this kind");
        }
        if (!list.parts.equals(Set.of("INDIVIDUALS", "ENTITIES"))) {
            throw new ListRefused(FILE, 0, "must hold INDIVIDUALS and ENTITIES");
        }
        if (list.entries.isEmpty()) {
            throw new ListRefused(FILE, 0, "holds no entry");
        }
        return new ParsedList(list.entries, list.aliases, list.publishedOn);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        return factory;
    }

    private void read(XMLStreamReader xml) throws XMLStreamException, ListRefused {
        boolean inside = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw new ListRefused(FILE, xml.getLocation().getLineNumber(), "has a document type declaration");
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            int line = xml.getLocation().getLineNumber();
            switch (xml.getLocalName()) {
                case ROOT -> {
                    inside = true;
                    publishedOn = day(xml.getAttributeValue(null, "dateGenerated"));
                }
                case "INDIVIDUALS", "ENTITIES" -> begin(xml.getLocalName(), inside, line);
                case "INDIVIDUAL" -> add(XmlElement.read(xml, 0), EntryType.INDIVIDUAL, "INDIVIDUALS");
                case "ENTITY" -> add(XmlElement.read(xml, 0), EntryType.ENTITY, "ENTITIES");
                default -> throw new ListRefused(FILE, line, "has an element that this list does not have");
            }
        }
    }

    private void begin(String part, boolean inside, int line) throws ListRefused {
        if (!inside || !parts.add(part)) {
            throw new ListRefused(FILE, line, part + " stands in the wrong place");
        }
    }

    private void add(XmlElement record, EntryType type, String part) throws ListRefused {
        if (!parts.contains(part)) {
            throw new ListRefused(FILE, record.line(), record.name() + " stands outside of " + part);
        }
        String id = record.told("DATAID")
                .orElseThrow(() -> new ListRefused(FILE, record.line(), "the entry has no DATAID"));
        if (!known.add(id)) {
            throw new ListRefused(FILE, record.line(), "the entry stands here a second time");
        }
        String primary =
                NAME_PARTS.stream().flatMap(each -> record.told(each).stream()).collect(Collectors.joining(" "));
        if (primary.isBlank()) {
            throw new ListRefused(FILE, record.line(), "the entry has no name");
        }
        List<Name> names = new ArrayList<>(List.of(new Name(primary, Strength.PRIMARY)));
        record.told("NAME_ORIGINAL_SCRIPT").ifPresent(name -> split(name, Strength.STRONG, names));
        for (XmlElement alias : record.all(record.name() + "_ALIAS")) {
            Optional<String> told = alias.told("ALIAS_NAME");
            if (told.isPresent()) {
                aliases++;
                boolean weak =
                        alias.told("QUALITY").filter("Low"::equalsIgnoreCase).isPresent();
                split(told.get(), weak ? Strength.WEAK : Strength.STRONG, names);
            }
        }
        entries.add(new ListedEntry(
                WatchlistName.UN_CONSOLIDATED,
                id,
                type,
                names,
                birthDates(record),
                countries(record),
                remarks(record)));
    }

    /** One element can hold several names: {@code a) … b) …}, or with semicolons. */
    private static void split(String told, Strength strength, List<Name> names) {
        for (String name : told.split(";|(?<![\\p{L}\\p{N}])[a-z]\\)", -1)) {
            if (!name.isBlank()) {
                names.add(new Name(name.strip(), strength));
            }
        }
    }

    private static List<BirthDate> birthDates(XmlElement record) {
        List<BirthDate> dates = new ArrayList<>();
        for (XmlElement told : record.all("INDIVIDUAL_DATE_OF_BIRTH")) {
            Optional<String> text = told.told("DATE")
                    .or(() -> told.told("YEAR"))
                    .or(() -> told.told("FROM_YEAR")
                            .flatMap(from -> told.told("TO_YEAR").map(to -> from + " to " + to)))
                    .or(() -> told.told("NOTE"));
            if (text.isEmpty()) {
                continue; // an empty element stands for "not known" beside no other
            }
            boolean about = told.told("TYPE_OF_DATE")
                    .filter("APPROXIMATELY"::equalsIgnoreCase)
                    .isPresent();
            Optional<BirthDate> date = isoDay(text.get()).or(() -> BirthDates.parse(text.get()));
            if (date.isEmpty()) {
                return List.of();
            }
            dates.add(about ? BirthDates.about(date.get()) : date.get());
        }
        return dates;
    }

    private static Optional<BirthDate> isoDay(String text) {
        return Optional.ofNullable(day(text)).map(day -> new BirthDate(day.toString(), day, day));
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        if (text == null || text.length() < DAY_CHARS) {
            return null;
        }
        try {
            return LocalDate.parse(text.substring(0, DAY_CHARS));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static List<String> countries(XmlElement record) {
        SequencedSet<String> countries = new LinkedHashSet<>();
        record.all("NATIONALITY")
                .forEach(told -> told.all("VALUE").stream()
                        .map(XmlElement::text)
                        .filter(value -> !value.isEmpty())
                        .forEach(countries::add));
        record.all(record.name() + "_ADDRESS")
                .forEach(told -> told.told("COUNTRY").ifPresent(countries::add));
        return List.copyOf(countries);
    }

    private static @Nullable String remarks(XmlElement record) {
        String remarks = Stream.of("REFERENCE_NUMBER", "COMMENTS1")
                .flatMap(each -> record.told(each).stream())
                .collect(Collectors.joining("; "));
        return remarks.isEmpty() ? null : remarks;
    }
}
