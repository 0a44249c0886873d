package io.flowlet.vault;

/**
 * What a blind index is of; each has its own key, so that equal values of two fields cannot be matched. Codes go into the key and are
 * stored, never reused.
 */
public enum IndexField {
    EMAIL("email"),
    PHONE("phone"),
    DOCUMENT_NUMBER("document_number"),
    NAME_AND_BIRTH_DATE("name_and_birth_date");

    private final String code;

    IndexField(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
