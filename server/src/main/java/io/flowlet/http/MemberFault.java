package io.flowlet.http;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/** Thrown by a deserializer that knows better than Jackson what is wrong with a member. */
final class MemberFault extends MismatchedInputException {
    private final String code;
    private final String detail;

    MemberFault(JsonParser parser, Class<?> target, String code, String detail) {
        super(parser, code, target);
        this.code = code;
        this.detail = detail;
    }

    String code() {
        return code;
    }

    String detail() {
        return detail;
    }
}
