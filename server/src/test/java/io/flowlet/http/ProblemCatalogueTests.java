package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProblemCatalogueTests {
    /**
     * Programs branch on codes: one that was published stays, with its status. A new code is added to the list, and nothing is taken out of it;
     * a code that is no longer answered keeps its line and its constant.
     */
    @Test
    void keepsEveryCodeThatWasEverPublished() throws IOException {
        List<String> published;
        try (var file = Objects.requireNonNull(getClass().getResourceAsStream("published-problems.txt"))) {
            published = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertThat(Arrays.stream(ProblemCode.values()).map(code -> code.status() + " " + code.code()))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void statesFitTheirCategories() {
        for (ProblemCode code : ProblemCode.values()) {
            assertThat(code.status())
                    .as(code.code())
                    .isIn(400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 422, 428, 429, 431, 500, 503);
            assertThat(code.title()).as(code.code()).isNotBlank().doesNotEndWith(".");
            assertThat(code.detail()).as(code.code()).endsWith(".");
            assertThat(code.retryable()).as(code.code()).isEqualTo(code.advice() == ProblemCode.Advice.RETRY_SAME_KEY);
        }
    }

    @Test
    void isWrittenDownInTheReference() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Problems

                Made from `ProblemCode`, in order of precedence: of two faults in one request the earlier one is answered.
                How a problem looks and what to do with it: [errors.md](errors.md).

                | status | code | category | advice | says |
                |---|---|---|---|---|
                """);
        for (ProblemCode code : ProblemCode.values()) {
            page.append("| %d | `%s` | %s | %s | %s |%n"
                    .formatted(
                            code.status(),
                            code.code(),
                            code.category().code(),
                            code.advice().code(),
                            code.detail()));
        }
        GeneratedPage.check("docs/reference/problems.md", page.toString());
    }
}
