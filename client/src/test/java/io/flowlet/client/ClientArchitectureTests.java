package io.flowlet.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.stereotype.Component;

@AnalyzeClasses(packages = "io.flowlet.client", importOptions = DoNotIncludeTests.class)
class ClientArchitectureTests {
    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING = noClasses()
            .should()
            .haveNameMatching(
                    ".*\\.([^.]*(Impl|Manager|Helper|Util|Utils|Common|Base|Info|Dto|Wrapper|Processor|Data)|Abstract[^.]*)");

    @ArchTest
    static final ArchRule THE_SERVER_IS_REACHED_THROUGH_THE_SDK = noClasses()
            .that()
            .doNotHaveSimpleName("SecurityChains") // the token endpoint, for Spring's sign-in
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "org.springframework.web.client..");

    @ArchTest
    static final ArchRule A_SERVER_ON_THE_SAME_CLASS_PATH_FINDS_NOTHING =
            noClasses().should().beMetaAnnotatedWith(Component.class).orShould().beAnnotatedWith(Component.class);

    @ArchTest
    static final ArchRule NO_STATIC_STATE = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule RECORDS_AND_FINAL_CLASSES = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .resideOutsideOfPackage("..templates..")
            .and()
            .doNotHaveSimpleName("SecurityChains")
            .and()
            .doNotHaveSimpleName("ClientApplication")
            .should()
            .haveModifier(JavaModifier.FINAL);
}
