package io.flowlet.onboarding.http;

/** How the members of a risk profile are written: as in the first contract of this operation, or like everywhere else. One request, one way. */
enum Spelling {
    ORIGINAL("userId", "questionId", "questionnaireVersion"),
    SNAKE("user_id", "question_id", "questionnaire_version");

    private final String user;
    private final String question;
    private final String version;

    Spelling(String user, String question, String version) {
        this.user = user;
        this.question = question;
        this.version = version;
    }

    String user() {
        return user;
    }

    String question() {
        return question;
    }

    String version() {
        return version;
    }
}
