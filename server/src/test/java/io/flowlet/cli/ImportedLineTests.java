package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.LegacyHash.Encoding;
import io.flowlet.identity.LegacyHash.Salted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of users, and what is said of their lines. */
class ImportedLineTests {
    private static final String HEX = "ab".repeat(32);
    private static final ImportOptions.Form BARE = new ImportOptions.Form(Salted.BARE, Encoding.HEX, Encoding.TEXT);
    private static final ImportOptions.Form SALTED =
            new ImportOptions.Form(Salted.SALT_BEFORE, Encoding.BASE64, Encoding.HEX);

    @TempDir
    private Path folder;

    @Test
    void takesALineOfEachForm() {
        assertThat(judged(BARE, Map.of())).isInstanceOf(ImportedLine.Person.class);
        assertThat(judged(SALTED, Map.of("password_hash", "q6ur".repeat(10) + "q6s=", "salt", "0a0b")))
                .isInstanceOf(ImportedLine.Person.class);
        assertThat(judged(SALTED, Map.of("password_hash", "_-ur".repeat(10) + "q6s", "salt", "0A0B")))
                .isInstanceOf(ImportedLine.Person.class);
    }

    @Test
    void saysWhatIsWrongWithoutTheValue() {
        assertThat(fault(BARE, Map.of("email", "ada"))).isEqualTo("email is no e-mail address");
        assertThat(fault(BARE, Map.of("email", "ada@" + "a".repeat(250) + ".example")))
                .isEqualTo("email is no e-mail address");
        assertThat(fault(BARE, Map.of("given_name", " "))).isEqualTo("given_name is not 1 to 100 characters");
        assertThat(fault(BARE, Map.of("family_name", "a\u0000b"))).isEqualTo("family_name is not 1 to 100 characters");
        for (String hash : new String[] {"", HEX.substring(1), HEX + "ab", "zz" + HEX.substring(2), "$2b$12$abc"}) {
            assertThat(fault(BARE, Map.of("password_hash", hash))).isEqualTo("password_hash is no SHA-256 in hex");
        }
        assertThat(fault(SALTED, Map.of("password_hash", HEX))).isEqualTo("password_hash is no SHA-256 in base64");
        for (String salt : new String[] {"", "0", "salt", "ab".repeat(65)}) {
            assertThat(fault(SALTED, Map.of("password_hash", "q6ur".repeat(10) + "q6s=", "salt", salt)))
                    .isEqualTo("salt is not 1 to 64 bytes in hex");
        }
    }

    @Test
    void refusesASaltThatTellsWhoItIs() {
        var text = new ImportOptions.Form(Salted.SALT_AFTER, Encoding.HEX, Encoding.TEXT);
        for (String salt : new String[] {"ada.l@example.com", "LOVELACE1", "xAdAx", "ada.l"}) {
            assertThat(fault(text, Map.of("salt", salt))).startsWith("salt tells the person's address or name");
        }
    }

    @Test
    void readsBothKindsOfFile() throws IOException {
        List<ImportFile.Row> csv = rows("users.csv", """
                \uFEFFfamily_name,email,given_name,password_hash\r
                "Love, ""lace\""",ada.l@example.com,Ada,x\r
                one,two\r
                "two
                lines",grace@example.com,Grace,y\r
                """);
        assertThat(csv).extracting(ImportFile.Row::line).containsExactly(2L, 3L, 5L);
        assertThat(csv.getFirst().fields())
                .containsEntry("family_name", "Love, \"lace\"")
                .containsEntry("email", "ada.l@example.com");
        assertThat(csv.get(1).fault()).isEqualTo("2 fields instead of 4");

        List<ImportFile.Row> json = rows("users.jsonl", """
                {"email":"a","given_name":"b","family_name":"c","password_hash":"d"}

                {"email":"a","email":"x","given_name":"b","family_name":"c","password_hash":"d"}
                {"email":"a","given_name":"b","family_name":"c"}
                {"email":"a","given_name":"b","family_name":"c","password_hash":"d","password":"secret"}
                {"email":"a","given_name":null,"family_name":"c","password_hash":"d"}
                {"email":"a"} {"email":"a"}
                ["secret"]
                secret
                %s""".formatted(" ".repeat(17_000) + "1"));
        assertThat(json).extracting(ImportFile.Row::line).containsExactly(1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(json.getFirst().fields()).containsEntry("password_hash", "d");
        assertThat(json.subList(1, json.size()))
                .allSatisfy(row -> assertThat(row.fault()).isNotNull().doesNotContain("secret"));
    }

    @Test
    void refusesAFileThatIsNotWhatItSays() throws IOException {
        for (String text : new String[] {
            "",
            "email,given_name,family_name\n",
            "email,given_name,family_name,password_hash,role\n",
            "email,email,given_name,family_name,password_hash\n",
            "email,given_name,family_name,password_hash\n\"open,b,c,d\n",
        }) {
            assertThat(refusal(text)).as(text).isNotBlank().doesNotContain("open");
        }
        Path file = folder.resolve("latin.csv");
        Files.write(file, new byte[] {'e', (byte) 0xE9, '\n'});
        assertThat(refusal(file)).isNotBlank();
    }

    private String refusal(String text) throws IOException {
        return refusal(Files.writeString(folder.resolve("users.csv"), text));
    }

    private static String refusal(Path file) {
        try {
            new ImportFile(file, ImportedLine.columns(BARE)).each(row -> {});
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private List<ImportFile.Row> rows(String name, String text) throws IOException {
        List<ImportFile.Row> rows = new ArrayList<>();
        new ImportFile(Files.writeString(folder.resolve(name), text), ImportedLine.columns(BARE)).each(rows::add);
        return rows;
    }

    private static String fault(ImportOptions.Form form, Map<String, String> other) {
        assertThat(judged(form, other)).isInstanceOf(ImportedLine.Faulty.class);
        return ((ImportedLine.Faulty) judged(form, other)).reason();
    }

    private static ImportedLine judged(ImportOptions.Form form, Map<String, String> other) {
        Map<String, String> fields = new TreeMap<>(Map.of(
                "email", "ada.l@example.com", "given_name", "Ada", "family_name", "Lovelace", "password_hash", HEX));
        fields.putAll(other);
        return ImportedLine.of(ImportFile.Row.of(1, fields), form);
    }
}
