package io.flowlet.onboarding.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.onboarding.GivenAnswer;
import io.flowlet.subscribers.SubscriberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A risk profile as it was sent, in whichever spelling, with every fault of its form told at once.
 *
 * @param subscriber null when it was left out
 * @param version null when it was left out
 */
record RiskProfileRequest(
        Spelling spelling,
        @Nullable SubscriberId subscriber,
        List<GivenAnswer> answers,
        @Nullable Integer version) {
    private static final String ANSWERS = "answers";
    private static final String ANSWER = "answer";
    private static final int MOST_ANSWERS = 100;
    private static final int MOST_OPTIONS = 50;
    private static final int LONGEST_ID = 64;
    private static final int MOST_FAULTS = 20;

    @Override
    public String toString() {
        return "RiskProfileRequest[…]";
    }

    /** @throws Refusal {@code body_malformed} if it is no object, {@code body_invalid} */
    static RiskProfileRequest of(JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            throw Refusal.of(ProblemCode.BODY_MALFORMED);
        }
        Reading reading = new Reading(spellingOf(object));
        reading.knowsOnly(object, "", List.of(reading.spelling.user(), ANSWERS, reading.spelling.version()));
        SubscriberId subscriber = reading.subscriber(object);
        Integer version = reading.version(object);
        List<GivenAnswer> answers = reading.answers(object);
        if (!reading.faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, reading.faults);
        }
        return new RiskProfileRequest(reading.spelling, subscriber, answers, version);
    }

    /** The spelling of the first member that tells; a member of the other one is a fault then. */
    private static Spelling spellingOf(ObjectNode body) {
        List<ObjectNode> objects = new ArrayList<>();
        objects.add(body);
        if (body.get(ANSWERS) instanceof ArrayNode answers) {
            answers.forEach(answer -> {
                if (answer instanceof ObjectNode object) {
                    objects.add(object);
                }
            });
        }
        return objects.stream()
                .flatMap(object -> object.propertyNames().stream())
                .map(RiskProfileRequest::spellingOf)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(Spelling.ORIGINAL);
    }

    private static Optional<Spelling> spellingOf(String name) {
        for (Spelling spelling : Spelling.values()) {
            if (List.of(spelling.user(), spelling.question(), spelling.version())
                    .contains(name)) {
                return Optional.of(spelling);
            }
        }
        return Optional.empty();
    }

    private static final class Reading {
        private final Spelling spelling;
        private final List<FieldFault> faults = new ArrayList<>();

        Reading(Spelling spelling) {
            this.spelling = spelling;
        }

        @Nullable
        SubscriberId subscriber(ObjectNode body) {
            JsonNode sent = body.get(spelling.user());
            if (sent == null) {
                return null;
            }
            String text = sent.isString() ? sent.stringValue() : "";
            try {
                return text.startsWith("sub_") ? SubscriberId.of(text) : new SubscriberId(uuid(text));
            } catch (IllegalArgumentException e) {
                tell("/" + spelling.user(), "malformed", "This must be a subscriber's id, or the same as a UUID.");
                return null;
            }
        }

        @Nullable
        Integer version(ObjectNode body) {
            JsonNode sent = body.get(spelling.version());
            if (sent == null) {
                return null;
            }
            if (sent.isInt() && sent.intValue() > 0) {
                return sent.intValue();
            }
            tell("/" + spelling.version(), "wrong_type", "This must be a whole number, as the questionnaire shows it.");
            return null;
        }

        List<GivenAnswer> answers(ObjectNode body) {
            List<GivenAnswer> answers = new ArrayList<>();
            if (!(body.get(ANSWERS) instanceof ArrayNode sent) || sent.size() > MOST_ANSWERS) {
                tell(
                        "/answers",
                        body.has(ANSWERS) ? "wrong_type" : "required",
                        "This must be an array of at most 100 answers.");
                return answers;
            }
            for (int i = 0; i < sent.size(); i++) {
                String place = "/answers/" + i;
                if (sent.get(i) instanceof ObjectNode answer) {
                    answers.add(answer(answer, place));
                } else {
                    tell(place, "wrong_type", "This must be an object.");
                }
            }
            return answers;
        }

        private GivenAnswer answer(ObjectNode answer, String place) {
            knowsOnly(answer, place, List.of(spelling.question(), ANSWER));
            String question = id(answer.get(spelling.question()), place + "/" + spelling.question());
            String at = place + "/" + ANSWER;
            List<String> options = new ArrayList<>();
            if (answer.get(ANSWER) instanceof ArrayNode several && several.size() <= MOST_OPTIONS) {
                for (int i = 0; i < several.size(); i++) {
                    options.add(id(several.get(i), at + "/" + i));
                }
            } else {
                options.add(id(answer.get(ANSWER), at));
            }
            return new GivenAnswer(question, options);
        }

        private String id(@Nullable JsonNode sent, String place) {
            if (sent != null && sent.isString() && sent.stringValue().length() <= LONGEST_ID) {
                return sent.stringValue();
            }
            boolean absent = sent == null || sent.isNull();
            tell(place, absent ? "required" : "wrong_type", "This must be an id of the questionnaire.");
            return "";
        }

        void knowsOnly(ObjectNode object, String place, List<String> known) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                if (!known.contains(name)) {
                    // a name that nobody knows is not repeated in an answer
                    boolean mixed = spellingOf(name).isPresent();
                    tell(
                            mixed ? place + "/" + name : place,
                            mixed ? "mixed_spelling" : "unknown_member",
                            mixed ? "Write all members one way." : "This operation takes no such member.");
                }
            }
        }

        private void tell(String pointer, String code, String detail) {
            if (faults.size() < MOST_FAULTS) {
                faults.add(new FieldFault(pointer, code, detail));
            }
        }

        /** The full form only: {@code UUID.fromString} takes {@code 1-1-1-1-1} too. */
        private static UUID uuid(String text) {
            UUID uuid = UUID.fromString(text);
            if (!uuid.toString().equalsIgnoreCase(text)) {
                throw new IllegalArgumentException("not the full form");
            }
            return uuid;
        }
    }
}
