package io.flowlet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.flowlet.http.RequiresScope;
import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "io.flowlet", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {
    /** But for the term of the field: associated data is what RFC 5116 calls it. */
    private static final String EMPTY_NAMES =
            "(?!AssociatedData$)[^.]*(Impl|Manager|Helper|Util|Utils|Common|Base|Info|Dto|Wrapper|Processor|Data)|Abstract[^.]*";

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING =
            noClasses().should().haveNameMatching(".*\\.(" + EMPTY_NAMES + ")").because("style.md 1");

    @ArchTest
    static final ArchRule CONTROLLERS_ARE_HIDDEN = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .and()
            .resideInAPackage("..http")
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule SCOPES_STAND_ON_ROUTES = methods()
            .that()
            .areAnnotatedWith(RequiresScope.class)
            .should()
            .beDeclaredInClassesThat()
            .areAnnotatedWith(RestController.class);

    @ArchTest
    static final ArchRule THE_ENGINE_IS_PLAIN = noClasses()
            .that()
            .resideInAPackage("io.flowlet.ledger.internal.engine..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.springframework..")
                    .or(resideInAPackage("java.sql.."))
                    .or(resideInAPackage("javax.sql.."))
                    .or(resideInAPackage("java.time..").and(nameEnds("Clock"))));

    @ArchTest
    static final ArchRule VALUES_ARE_PLAIN = noClasses()
            .that()
            .resideInAnyPackage("io.flowlet.money..", "io.flowlet.ids..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.springframework..").and(notModulith()));

    @ArchTest
    static final ArchRule ONE_OUTBOUND_CLIENT = noClasses()
            .that()
            .resideOutsideOfPackages("io.flowlet.outbound..", "io.flowlet.demo..", "io.flowlet.sdk..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.http.HttpClient")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.web.client..", "org.springframework.web.reactive..");

    @ArchTest
    static final ArchRule NO_FIELD_INJECTION = noFields().should().beAnnotatedWith(Autowired.class);

    @ArchTest
    static final ArchRule NO_STATIC_STATE =
            fields().that().areStatic().should().beFinal().because("state belongs to objects");

    @ArchTest
    static final ArchRule ONE_OPENER_OF_TRANSACTIONS = noClasses()
            .that()
            .resideOutsideOfPackages("io.flowlet.tenants..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.transaction.support.TransactionTemplate")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.transaction.annotation.Transactional");

    @ArchTest
    static final ArchRule RECORDS_AND_FINAL_CLASSES = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
            .and()
            .areNotAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication")
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("nothing here is made to be inherited from");

    private static final Pattern SQL_FROM_PARTS = Pattern.compile(
            "(?:jdbc\\s*\\.\\s*(?:query\\w*|update|batchUpdate|execute)|prepareStatement|\\.sql)\\(\\s*(?:\"[^\"]*\"\\s*\\+\\s*[a-z]|[^,()]*\\.formatted\\()");

    /** Two statements take no parameter, and what is put into them is a number of ours. */
    private static final List<String> MAY_BUILD_SQL = List.of("Transactions.java");

    @Test
    void sqlTextIsConstant() throws IOException {
        Path sources = GeneratedPage.root().resolve("server/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file ->
                                    !MAY_BUILD_SQL.contains(file.getFileName().toString()))
                            .filter(file -> SQL_FROM_PARTS.matcher(read(file)).find())
                            .map(file -> sources.relativize(file).toString()))
                    .isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static com.tngtech.archunit.base.DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> nameEnds(
            String end) {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "is a " + end, type -> type.getSimpleName().endsWith(end));
    }

    private static com.tngtech.archunit.base.DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass>
            notModulith() {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "is not Modulith's", type -> !type.getPackageName().startsWith("org.springframework.modulith"));
    }
}
