package io.flowlet.client.app;

import io.flowlet.sdk.problem.ApiProblem;
import org.springframework.http.HttpStatus;

/** What a refusal of money means for the person who wanted to move it. */
final class Refusals {
    private Refusals() {}

    static String sentence(ApiProblem problem) {
        return switch (problem.code()) {
            case "insufficient_funds" -> "There is not enough money in your wallet: choose a smaller amount";
            case "same_account" -> "This is your own wallet: choose another recipient";
            case "currency_mismatch" -> "This wallet holds another currency: choose another recipient";
            case "payee_unavailable" -> "This recipient cannot receive money now";
            case "not_found" -> "There is no wallet with this id: check it";
            case "ceiling_exceeded", "amount_out_of_range" -> "This amount is too large: choose a smaller one";
            case "subscriber_not_approved" -> "Your application is not approved yet";
            case "rail_unavailable" -> "Test money is for test accounts only";
            case "account_frozen", "account_closed" -> "This wallet cannot move money now";
            default -> "This was refused: " + problem.detail();
        };
    }

    /** Whether nobody can say if the money moved: a failure that does not promise that nothing was done. */
    static boolean isUnknown(ApiProblem problem) {
        // in flight: the first press is being carried out at this very moment
        return problem.is("request_in_flight")
                || (problem.status() >= HttpStatus.INTERNAL_SERVER_ERROR.value() && !problem.retryable());
    }

    /** Whether the amount is to blame, not the recipient. */
    static boolean isAboutAmount(ApiProblem problem) {
        return switch (problem.code()) {
            case "insufficient_funds", "ceiling_exceeded", "amount_out_of_range" -> true;
            default -> false;
        };
    }

    /** Whether the recipient is to blame. */
    static boolean isAboutRecipient(ApiProblem problem) {
        return switch (problem.code()) {
            case "same_account", "currency_mismatch", "payee_unavailable", "not_found" -> true;
            default -> false;
        };
    }
}
