package io.flowlet.http;

import jakarta.validation.Validator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binds a parsed body to its record and tells every fault that can be told at once.
 *
 * <p>Jackson stops at the first member that does not fit. So that member is noted and taken out, and the rest is bound again, until all
 * fits; only then do the constraints of the record speak, and only about members that are not noted already.
 */
final class BodyBinding {
    private final JsonMapper json;
    private final Validator validator;

    BodyBinding(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** @throws Refusal {@code body_malformed} when the body is another kind of value altogether, {@code body_invalid} */
    Object bind(JsonNode body, JavaType target) {
        FieldFaults faults = new FieldFaults();
        PlainText.normalise(body, faults);
        CardSecrets.note(body, CardNumberMembers.of(target.getRawClass()), faults);
        Object bound = bind(body, target, faults);
        ConstraintFaults.of(validator.validate(bound)).forEach(faults::addUnlessTold);
        faults.refuseIfAny();
        return bound;
    }

    private Object bind(JsonNode body, JavaType target, FieldFaults faults) {
        while (true) {
            try {
                Object bound = json.readerFor(target).readValue(json.treeAsTokens(body));
                if (bound == null) {
                    throw Refusal.of(ProblemCode.BODY_MALFORMED);
                }
                return bound;
            } catch (JacksonException e) {
                JsonPointer place = MemberFaults.place(e);
                faults.addUnlessTold(MemberFaults.of(e, body.at(place)));
                if (place.matches()) {
                    throw faults.as(ProblemCode.BODY_MALFORMED);
                }
                if (faults.isFull() || !takeOut(body, place, e)) {
                    throw faults.as(ProblemCode.BODY_INVALID);
                }
            }
        }
    }

    /**
     * Removes the member at {@code place}, or the nearest one around it that is still there; false when only the whole body is left.
     *
     * <p>A member of a primitive type cannot be absent: zero takes its place. An array keeps its length, so that the pointers of later
     * faults stay true: it is taken out as a whole.
     */
    private static boolean takeOut(JsonNode body, JsonPointer place, JacksonException failure) {
        JsonPointer here = place;
        while (!here.matches()) {
            if (body.at(here.head()) instanceof ObjectNode object) {
                String member = here.last().getMatchingProperty();
                JsonNode was = object.get(member);
                JsonNode nothing = here.equals(place) ? MemberFaults.nothing(failure) : null;
                if (nothing != null && !nothing.equals(was)) {
                    object.set(member, nothing);
                    return true;
                }
                if (was != null) {
                    object.remove(member);
                    return true;
                }
            }
            here = here.head();
        }
        return false;
    }
}
