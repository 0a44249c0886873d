import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bill of materials in an image names the jars that are in it, and no others. Arguments: the CycloneDX file, the folder of jars. */
final class Sbom {
    private Sbom() {}

    public static void main(String... arguments) throws Exception {
        JsonNode bill = JsonMapper.shared().readTree(Files.readString(Path.of(arguments[0])));
        Set<String> named = new TreeSet<>();
        for (JsonNode part : bill.required("components").values()) {
            if (!part.path("hashes").isEmpty() || part.path("group").asString().equals("io.flowlet")) {
                named.add(part.path("name").asString() + "-" + part.path("version").asString() + ".jar");
            }
        }
        Set<String> shipped;
        try (Stream<Path> jars = Files.list(Path.of(arguments[1]))) {
            shipped = jars.map(jar -> jar.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> missing = new TreeSet<>(shipped);
        missing.removeAll(named);
        Set<String> tooMany = new TreeSet<>(named);
        tooMany.removeAll(shipped);
        if (shipped.isEmpty() || !missing.isEmpty() || !tooMany.isEmpty()) {
            System.out.println("sbom: not named " + missing + ", not shipped " + tooMany);
            System.exit(1);
        }
        System.out.println("sbom: names the " + shipped.size() + " jars that are shipped");
    }
}
