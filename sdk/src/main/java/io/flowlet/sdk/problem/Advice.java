package io.flowlet.sdk.problem;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** What a caller should do next. */
public enum Advice {
    DO_NOT_RETRY,
    RETRY_SAME_KEY,
    FIX_REQUEST,
    CONTACT_SUPPORT,
    /** Of a later server. */
    @JsonEnumDefaultValue
    UNKNOWN
}
