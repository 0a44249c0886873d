package io.flowlet.approvals;

/**
 * Asks for an approval. Holds free text: never log it.
 *
 * @param subject public name of what would change; one request of a kind is open for it
 * @param reason for the checkers, 1 to 2,000 characters
 */
public record NewApproval(String kind, String subject, Change change, String reason) {
    /** The longest reason. */
    public static final int LONGEST_REASON = 2_000;

    public NewApproval {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("a reason has 1 to 2,000 characters");
        }
    }

    @Override
    public String toString() {
        return "NewApproval[" + kind + " of " + subject + "]";
    }
}
