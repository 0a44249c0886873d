package io.flowlet.identity;

/** What a person is told by mail, whoever did it; codes are stored, and name the file of the text. */
public enum Notice {
    PASSWORD_RESET("password_reset"),
    PASSWORD_CHANGED("password_changed"),
    FACTOR_ADDED("factor_added"),
    FACTOR_REMOVED("factor_removed"),
    RECOVERY_CODES_MADE("recovery_codes_made"),
    RECOVERY_CODE_USED("recovery_code_used"),
    CODES_BLOCKED("codes_blocked"),
    NEW_DEVICE("new_device");

    private final String code;

    Notice(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
