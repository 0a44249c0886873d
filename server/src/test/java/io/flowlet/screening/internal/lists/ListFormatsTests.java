package io.flowlet.screening.internal.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.flowlet.screening.DemoLists;
import io.flowlet.screening.EntryType;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ListedEntry.BirthDate;
import io.flowlet.screening.PublishedLists;
import io.flowlet.screening.WatchlistFiles;
import io.flowlet.screening.WatchlistName;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListFormatsTests {
    private static final String UN = WatchlistFiles.UN_FILE;

    @Test
    void readOfacWithAliasesDatesAndCountries() throws ListRefused {
        ParsedList list = ListFormats.parse(DemoLists.ofac());
        ListedEntry first = list.entries().getFirst();

        assertThat(list.entries()).hasSize(13);
        assertThat(list.aliases()).isEqualTo(9);
        assertThat(first.type()).isEqualTo(EntryType.INDIVIDUAL);
        assertThat(first.names().stream().map(ListedEntry.Name::text))
                .containsExactly(
                        "DRAKKEMAN, Viktor Osric", "DRAKEMANN, Wiktor", "DRAKKEMAN, Victor O.", "VIK THE LAMP");
        assertThat(first.birthDates())
                .containsExactly(
                        new BirthDate("23 Nov 1962", LocalDate.of(1962, 11, 23), LocalDate.of(1962, 11, 23)),
                        new BirthDate("1963", LocalDate.of(1963, 1, 1), LocalDate.of(1963, 12, 31)));
        assertThat(first.countries()).containsExactly("Veldonia");
        assertThat(list.entries().getLast().type()).isEqualTo(EntryType.VESSEL);
    }

    @Test
    void readTheUnWithOriginalScriptAndKindsOfDates() throws ListRefused {
        ParsedList list = ListFormats.parse(DemoLists.un());

        assertThat(list.publishedOn()).isEqualTo(LocalDate.of(2026, 11, 1));
        assertThat(list.entries()).hasSize(5);
        assertThat(list.aliases()).isEqualTo(5);
        assertThat(list.entries().get(1).names().stream().map(ListedEntry.Name::text))
                .containsExactly("ЯРОМИЛ ДРЕВАНСКОВ", "YAROMIL DREVANSKOV", "JAROMIL DREVANSKOFF");
        assertThat(list.entries().get(1).birthDates())
                .containsExactly(new BirthDate("1969", LocalDate.of(1967, 1, 1), LocalDate.of(1971, 12, 31)));
        assertThat(list.entries().get(2).birthDates().getFirst().to()).isEqualTo(LocalDate.of(1983, 12, 31));
        assertThat(list.entries().get(3).names()).hasSize(3);
        assertThat(list.entries().getLast().type()).isEqualTo(EntryType.ENTITY);
    }

    @Test
    void countThePublishedLists() throws ListRefused {
        ParsedList ofac = ListFormats.parse(PublishedLists.read(WatchlistName.OFAC_SDN));
        ParsedList un = ListFormats.parse(PublishedLists.read(WatchlistName.UN_CONSOLIDATED));

        assertThat(ofac.entries()).hasSize(8_976);
        assertThat(ofac.aliases()).isEqualTo(11_910);
        assertThat(un.entries().stream().filter(entry -> entry.type() == EntryType.INDIVIDUAL))
                .hasSize(730);
        assertThat(un.entries().stream().filter(entry -> entry.type() == EntryType.ENTITY))
                .hasSize(273);
        assertThat(un.publishedOn()).isEqualTo(LocalDate.of(2026, 2, 27));
        assertThat(Stream.of(ofac, un)
                        .flatMap(list -> list.entries().stream())
                        .filter(entry -> entry.type() == EntryType.INDIVIDUAL)
                        .filter(entry -> !entry.birthDates().isEmpty())
                        .count())
                .isGreaterThan(5_000);
    }

    @Test
    void refuseAFileThatIsCutAnywhere() {
        for (WatchlistFiles list : new WatchlistFiles[] {DemoLists.ofac(), DemoLists.un()}) {
            for (Map.Entry<String, byte[]> file : list.files().entrySet()) {
                int whole = new String(file.getValue(), StandardCharsets.UTF_8)
                        .strip()
                        .getBytes(StandardCharsets.UTF_8)
                        .length;
                for (int length = 0; length < whole; length++) {
                    WatchlistFiles cut = DemoLists.with(list, file.getKey(), Arrays.copyOf(file.getValue(), length));
                    assertThatThrownBy(() -> ListFormats.parse(cut))
                            .as("%s cut after %d bytes of %d", file.getKey(), length, whole)
                            .isInstanceOf(ListRefused.class);
                }
            }
        }
    }

    @Test
    void refuseByNameWhatIsNoOfacList() {
        WatchlistFiles ofac = DemoLists.ofac();
        String sdn = DemoLists.text(ofac, "sdn.csv");
        refused(without(ofac, "alt.csv"), "alt.csv", 0, "is missing");
        refused(DemoLists.with(ofac, "sdn.csv", new byte[0]), "sdn.csv", 0, "is empty");
        refused(bytes(ofac, "sdn.csv", "\u001a"), "sdn.csv", 0, "holds no entry");
        refused(bytes(ofac, "sdn.csv", "ent_num,name\r\n" + sdn), "sdn.csv", 1, "has 2 fields instead of 12");
        refused(bytes(ofac, "sdn.csv", "a,b,c,d,e,f,g,h,i,j,k,l\r\n" + sdn), "sdn.csv", 1, "field 1 must be a number");
        refused(DemoLists.replaced(ofac, "sdn.csv", "900002,", "900001,"), "sdn.csv", 2, "a second time");
        refused(DemoLists.replaced(ofac, "sdn.csv", "\"vessel\"", "\"ferry\""), "sdn.csv", 13, "no type");
        refused(DemoLists.replaced(ofac, "sdn.csv", "Osric\"", "Osric"), "sdn.csv", 1, "");
        refused(DemoLists.replaced(ofac, "sdn.csv", "Osric\"", "Osric\"x"), "sdn.csv", 1, "behind a quoted field");
        refused(DemoLists.replaced(ofac, "sdn.csv", "Osric", "Os\u0000ric"), "sdn.csv", 1, "control character");
        refused(DemoLists.replaced(ofac, "sdn.csv", "\u001a", ""), "sdn.csv", 14, "end mark");
        refused(DemoLists.replaced(ofac, "alt.csv", "900002,3", "999999,3"), "alt.csv", 3, "names an entry that");
        refused(DemoLists.replaced(ofac, "alt.csv", "900002,3", "900002,2"), "alt.csv", 3, "a second time");
        refused(DemoLists.replaced(ofac, "alt.csv", "\"fka\"", "\"xxx\""), "alt.csv", 3, "no kind of an alias");
        refused(DemoLists.replaced(ofac, "add.csv", "900008,4,", "999999,4,"), "add.csv", 4, "names an entry that");
    }

    @Test
    void refuseByNameWhatIsNoUnList() {
        WatchlistFiles un = DemoLists.un();
        refused(bytes(un, UN, "<OTHER/>"), UN, 1, "does not have");
        refused(bytes(un, UN, "<CONSOLIDATED_LIST/>"), UN, 0, "INDIVIDUALS and ENTITIES");
        refused(bytes(un, UN, "<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>"), UN, 0, "no entry");
        refused(DemoLists.replaced(un, UN, "<DATAID>800002", "<DATAID>800001"), UN, 29, "a second time");
        refused(DemoLists.replaced(un, UN, "<DATAID>800001</DATAID>", ""), UN, 5, "no DATAID");
        refused(DemoLists.replaced(un, UN, "</CONSOLIDATED_LIST>", "</CONSOLIDATED_LIST>x"), UN, 97, "well-formed");
    }

    @Test
    void whenXmlBringsADoctypeOrEntitiesThenNothingIsFetchedOrExpanded() {
        WatchlistFiles un = DemoLists.un();
        String text = DemoLists.text(un, UN);
        String body = text.substring(text.indexOf("<CONSOLIDATED_LIST"));
        String outside = "<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + body;
        refused(bytes(un, UN, outside), UN, 1, "document type");
        refused(bytes(un, UN, outside.replace("HASRIM", "&x;")), UN, 1, "document type");
        refused(bytes(un, UN, body.replace("HASRIM", "&x;")), UN, 6, "well-formed");
    }

    @Test
    void readLatin1WhereTheFileIsNoUtf8() throws ListRefused {
        WatchlistFiles ofac = DemoLists.ofac();
        byte[] latin =
                DemoLists.text(ofac, "sdn.csv").replace("Osric", "Os\u00e9ric").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(ListFormats.parse(DemoLists.with(ofac, "sdn.csv", latin))
                        .entries()
                        .getFirst()
                        .primaryName())
                .isEqualTo("DRAKKEMAN, Viktor Os\u00e9ric");
    }

    @Test
    void takeADateThatCannotBeReadForNotKnown() throws ListRefused {
        ParsedList list =
                ListFormats.parse(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "alt. DOB 1963", "alt. DOB spring"));

        assertThat(list.entries().getFirst().birthDates()).isEmpty();
    }

    @Test
    void tellAnotherEntryByItsHash() throws ListRefused {
        String before = hashOfFirst(DemoLists.ofac());

        assertThat(before).hasSize(64);
        assertThat(hashOfFirst(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "Bardolf", "Bertolf")))
                .as("another entry changed")
                .isEqualTo(before);
        for (String[] change : new String[][] {
            {"sdn.csv", "Osric", "Osrik"},
            {"sdn.csv", "alt. DOB 1963", "alt. DOB 1964"},
            {"alt.csv", "Wiktor", "Viktor"}
        }) {
            assertThat(hashOfFirst(DemoLists.replaced(DemoLists.ofac(), change[0], change[1], change[2])))
                    .as(change[1])
                    .isNotEqualTo(before);
        }
    }

    private static String hashOfFirst(WatchlistFiles list) throws ListRefused {
        return EntryHash.of(ListFormats.parse(list).entries().getFirst());
    }

    private static WatchlistFiles bytes(WatchlistFiles list, String file, String text) {
        return DemoLists.with(list, file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static WatchlistFiles without(WatchlistFiles list, String file) {
        var files = new TreeMap<>(list.files());
        files.remove(file);
        return new WatchlistFiles(list.list(), files);
    }

    private static void refused(WatchlistFiles list, String file, int line, String reason) {
        assertThatThrownBy(() -> ListFormats.parse(list))
                .as("%s %d %s", file, line, reason)
                .asInstanceOf(type(ListRefused.class))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).contains(reason);
                    assertThat(refusal.file()).isEqualTo(file);
                    assertThat(refusal.line()).isEqualTo(line);
                });
    }
}
