package io.flowlet.demo;

import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a person does from sign-up to the answer: the steps of {@code GET /v1/kyc/status}, each over HTTP. */
final class OnboardingWalk {
    private final Steps steps;
    private final Api app;
    private final SignIn signIn;

    /** @param app with the token of a client that may sign people up: nobody has signed in yet */
    OnboardingWalk(Steps steps, Api app, SignIn signIn) {
        this.steps = steps;
        this.app = app;
        this.signIn = signIn;
    }

    /** From sign-up to the last step; what the answer is remains to be asked. */
    Api of(Person person) {
        signUp(person);
        steps.begin(person.given() + " signs in");
        Api api = signIn.as(person.email(), person.password(), app, steps);
        consent(api);
        identity(api, person);
        riskProfile(api);
        return api;
    }

    private void signUp(Person person) {
        steps.begin(person.given() + " signs up");
        String names = "{\"email\":\"" + person.email() + "\",\"given_name\":\"" + person.given()
                + "\",\"family_name\":\"" + person.family() + "\",\"password\":\"";
        steps.request("POST /v1/signup", names + "…\"}");
        Api.Answer answer = app.post("/v1/signup", names + person.password() + "\"}", Optional.empty());
        Steps.expect(answer.status() == 202, "it was refused: " + answer.status() + " " + answer.text());
        steps.answer(answer.status(), answer.at("status") + ", as for an address that is known already");
    }

    private void consent(Api api) {
        steps.begin("reads the notices and consents");
        for (JsonNode notice : steps.get(api, "/v1/kys/notices").json().at("/data")) {
            if (notice.at("/required").asBoolean()) {
                String purpose = notice.at("/purpose").asString();
                String body =
                        "{\"purpose\":\"%s\",\"notice_version\":%d,\"notice_hash\":\"%s\",\"language\":\"%s\",\"accepted\":true}"
                                .formatted(
                                        purpose,
                                        notice.at("/version").asInt(),
                                        notice.at("/hash").asString(),
                                        notice.at("/language").asString());
                steps.created(steps.post(api, "/v1/kys/consents", body));
            }
        }
    }

    private void identity(Api api, Person person) {
        steps.begin("says who " + person.given() + " is");
        Api.Answer answer =
                steps.post(api, "/v1/kys/identity", """
                {"given_name":"%s","family_name":"%s","birth_on":"%s","nationality":"DE","residence_country":"DE",\
                "address":{"line1":"Hafenstr. 1","city":"Hamburg","postal_code":"20459","country":"DE"}}""".formatted(person.given(), person.family(), person.birthOn()));
        Steps.expect(answer.status() == 200, "it was refused: " + answer.status() + " " + answer.text());
        steps.answer(answer.status(), "next: " + nextSteps(answer));
    }

    private void riskProfile(Api api) {
        steps.begin("answers the risk profile");
        JsonNode questionnaire = steps.get(api, "/v1/kys/questionnaire").json();
        int questions = questionnaire.at("/questions").size();
        steps.answer(
                200,
                questions + " questions, version "
                        + questionnaire.at("/version").asInt());
        StringBuilder answers = new StringBuilder();
        for (JsonNode question : questionnaire.at("/questions")) {
            String first = "\"" + question.at("/options/0/id").asString() + "\"";
            boolean many = question.at("/kind").asString().equals("multiple");
            answers.append(answers.isEmpty() ? "" : ",")
                    .append("{\"questionId\":\"" + question.at("/id").asString() + "\",\"answer\":"
                            + (many ? "[" + first + "]" : first) + "}");
        }
        String userId = steps.quietly(() -> steps.get(api, "/v1/me").at("id"));
        steps.request("POST /v1/kys/risk-profile", "{\"userId\":\"" + userId + "\",\"answers\":[…]}");
        Api.Answer answer = api.post(
                "/v1/kys/risk-profile",
                "{\"userId\":\"" + userId + "\",\"answers\":[" + answers + "]}",
                Optional.empty());
        Steps.expect(answer.status() == 200, "it was refused: " + answer.status() + " " + answer.text());
        steps.answer(answer.status(), "status " + answer.at("status") + ", riskLevel " + answer.at("riskLevel"));
    }

    /** Asks for the status, which has to be {@code expected}. */
    void expectStatus(Api api, String expected, String remark) {
        Api.Answer answer = steps.get(api, "/v1/kyc/status");
        Steps.expect(answer.at("status").equals(expected), "the status is " + answer.at("status"));
        steps.answer(answer.status(), expected + remark);
    }

    private static String nextSteps(Api.Answer status) {
        return status.json()
                .at("/next_steps")
                .valueStream()
                .map(step -> step.at("/step").asString())
                .collect(Collectors.joining(", "));
    }
}
