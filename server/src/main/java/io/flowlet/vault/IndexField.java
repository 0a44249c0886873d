package io.flowlet.vault;

/**
 * What a blind index is of; each has its own key, so that equal values of two fields cannot be matched. Codes go into the key and are
 * stored, never reused.
 */
public enum IndexField {
    EMAIL("email"),
    PHONE("phone"),
    DOCUMENT_NUMBER("document_number"),
    NAME_AND_BIRTH_DATE("name_and_birth_date"),
    /** Values that tokens stand for, apart from the fields by which persons are looked up. */
    TOKENISED_CARD_NUMBER("tokenised_card_number"),
    TOKENISED_ACCOUNT_NUMBER("tokenised_account_number"),
    TOKENISED_DOCUMENT_NUMBER("tokenised_document_number");

    private final String code;

    IndexField(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
