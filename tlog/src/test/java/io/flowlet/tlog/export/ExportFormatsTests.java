package io.flowlet.tlog.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExportFormatsTests {
    private static final String SUM = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void writesTheDescriptionAsCanonicalJson() throws Exception {
        ExportDescription all = new ExportDescription("log.example", 9, 9, ExportScope.all(), "2026-11-01T12:00:00Z");
        assertThat(all.encoded())
                .isEqualTo(
                        "{\"bodies\":9,\"created_at\":\"2026-11-01T12:00:00Z\",\"format\":\"flowlet-audit-export/1\","
                                + "\"origin\":\"log.example\",\"scope\":\"all\",\"size\":9}\n");
        for (ExportScope scope : List.of(ExportScope.all(), ExportScope.selection(), ExportScope.ofTenant("ten_a"))) {
            ExportDescription description = new ExportDescription("log.example", 9, 4, scope, "");
            assertThat(ExportDescription.parse(description.encoded())).isEqualTo(description);
        }
    }

    @Test
    void refusesDescriptionsThatItWouldNotWrite() {
        String good = new ExportDescription("log", 9, 4, ExportScope.selection(), "now").encoded();
        for (String bad : List.of(
                "",
                good.strip(),
                good + "\n",
                good.replace("export/1", "export/2"),
                good.replace("selection", "some"),
                good.replace("selection", "all\",\"tenant\":\"ten_a"),
                good.replace("\"size\":9", "\"size\":9,\"tenant\":\"\""),
                good.replace("\"size\":9", "\"size\":-9"),
                good.replace("\"size\":9", "\"size\":\"9\""),
                good.replace("\"size\":9", "\"size\":9,\"sizes\":9"),
                good.replace("\"origin\":\"log\",", ""))) {
            assertThatThrownBy(() -> ExportDescription.parse(bad)).as(bad).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> new ExportScope(true, "ten_a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesAnEventAsOneLineOfCanonicalJson() throws Exception {
        ExportedEvent event = new ExportedEvent(7, "{\"a\":\"ü\n\"}", "AAE=");
        assertThat(event.encoded()).isEqualTo("{\"body\":\"{\\\"a\\\":\\\"ü\\n\\\"}\",\"index\":7,\"pii\":\"AAE=\"}");
        assertThat(ExportedEvent.parse(event.encoded())).isEqualTo(event);
        ExportedEvent bare = new ExportedEvent(0, "", "");
        assertThat(bare.encoded()).isEqualTo("{\"body\":\"\",\"index\":0}");
        assertThat(ExportedEvent.parse(bare.encoded())).isEqualTo(bare);
    }

    @Test
    void refusesLinesThatItWouldNotWrite() {
        for (String bad : List.of(
                "",
                "{\"index\":0,\"body\":\"\"}",
                "{\"body\":\"\", \"index\":0}",
                "{\"body\":\"\",\"index\":-1}",
                "{\"body\":\"\",\"index\":0,\"pii\":\"\"}",
                "{\"body\":\"\",\"index\":0,\"pij\":\"AAE=\"}",
                "{\"body\":{},\"index\":0}",
                "{\"body\":\"\\u0041\",\"index\":0}",
                "{\"index\":0}",
                "{\"body\":\"\"}")) {
            assertThatThrownBy(() -> ExportedEvent.parse(bad)).as(bad).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void writesChecksumsAsTheStandardToolReadsThem() throws Exception {
        Checksums sums = new Checksums(Map.of("b", Hash.ofHex(SUM), "a/c", Hash.ofHex(SUM)));
        assertThat(sums.encoded()).isEqualTo(SUM + "  a/c\n" + SUM + "  b\n");
        assertThat(Checksums.parse(sums.encoded())).isEqualTo(sums);
    }

    @Test
    void refusesChecksumsThatItWouldNotWrite() {
        for (String bad : List.of(
                "\n",
                SUM + "  a",
                SUM + " a\n",
                SUM + "  b\n" + SUM + "  a\n",
                SUM + "  a\n" + SUM + "  a\n",
                SUM + "  a\n\n",
                SUM.toUpperCase(Locale.ROOT) + "  a\n",
                SUM.substring(2) + "  a\n")) {
            assertThatThrownBy(() -> Checksums.parse(bad)).as(bad).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void numbersTheFilesOfBodies() {
        assertThat(ExportLayout.events(0)).isEqualTo("events/events-000000.ndjson");
        assertThat(ExportLayout.events(123)).isEqualTo("events/events-000123.ndjson");
        assertThat(ExportLayout.events(12_345_678)).isEqualTo("events/events-12345678.ndjson");
    }
}
