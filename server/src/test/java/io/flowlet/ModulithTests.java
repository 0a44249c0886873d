package io.flowlet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModulithTests {
    /** A module uses only modules before it. {@code cli} stands outside: it starts the others. */
    static final List<String> ORDER = List.of(
            "money",
            "ids",
            "files",
            "actor",
            "settings",
            "database",
            "tenants",
            "outbound",
            "vault",
            "http",
            "audit",
            "outbox",
            "identity",
            "approvals",
            "policies",
            "programs",
            "limits",
            "subscribers",
            "tokens",
            "screening",
            "onboarding",
            "ledger",
            "wallets",
            "payments",
            "privacy",
            "edge",
            "cli");

    private static final Pattern ALLOWED = Pattern.compile("allowedDependencies\\s*=\\s*\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("\"([a-z]+)\"");
    private static final Path SOURCES = GeneratedPage.root().resolve("server/src/main/java/io/flowlet");

    /** The Maven modules {@code tlog} and {@code sdk} share the root package's name and are libraries to the server. */
    private static final ApplicationModules MODULES =
            ApplicationModules.of(Flowlet.class, resideInAnyPackage("io.flowlet.tlog..", "io.flowlet.sdk.."));

    @Test
    void modulesKeepTheirBoundaries() {
        MODULES.verify();
    }

    @Test
    void everyModuleHasItsPlaceInTheOrder() {
        assertThat(MODULES.stream().map(module -> module.getIdentifier().toString()))
                .containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @Test
    void aModuleUsesOnlyModulesBeforeIt() throws IOException {
        for (String module : ORDER) {
            int place = ORDER.indexOf(module);
            assertThat(uses(module))
                    .as(module)
                    .allSatisfy(used -> assertThat(ORDER.indexOf(used)).as(used).isBetween(0, place - 1));
        }
    }

    @Test
    void thePageOfModulesIsFresh() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Modules

                Made from each module's `package-info.java`; a module uses only modules above it, and only through its root package.

                | module | what it is | uses |
                |---|---|---|
                """);
        for (String module : ORDER) {
            page.append("| [`%s`](../../server/src/main/java/io/flowlet/%s/package-info.java) | %s | %s |%n"
                    .formatted(module, module, summary(module), String.join(", ", uses(module))));
        }
        GeneratedPage.check("docs/reference/modules.md", page.toString());
    }

    private static List<String> uses(String module) throws IOException {
        Matcher allowed = ALLOWED.matcher(packageInfo(module));
        List<String> names = new ArrayList<>();
        if (allowed.find()) {
            NAME.matcher(allowed.group(1)).results().forEach(name -> names.add(name.group(1)));
        }
        return names;
    }

    private static String summary(String module) throws IOException {
        String text = packageInfo(module)
                .lines()
                .takeWhile(line -> !line.contains("<p>") && !line.startsWith("@"))
                .map(line -> line.replaceAll("^/?\\s*\\*+/?\\s*|\\s*\\*/$", "").strip())
                .filter(line -> !line.isEmpty())
                .reduce((one, next) -> one + " " + next)
                .orElseThrow();
        return text.replaceAll("\\{@(?:code|link)\\s+([^}]*)}", "`$1`");
    }

    private static String packageInfo(String module) throws IOException {
        return Files.readString(SOURCES.resolve(module).resolve("package-info.java"));
    }
}
