package io.flowlet.http;

import static io.flowlet.http.ProblemCode.Advice.CONTACT_SUPPORT;
import static io.flowlet.http.ProblemCode.Advice.DO_NOT_RETRY;
import static io.flowlet.http.ProblemCode.Advice.FIX_REQUEST;
import static io.flowlet.http.ProblemCode.Advice.RETRY_SAME_KEY;
import static io.flowlet.http.ProblemCode.Category.AUTH;
import static io.flowlet.http.ProblemCode.Category.COMPLIANCE;
import static io.flowlet.http.ProblemCode.Category.CONFLICT;
import static io.flowlet.http.ProblemCode.Category.DEPENDENCY;
import static io.flowlet.http.ProblemCode.Category.FUNDS;
import static io.flowlet.http.ProblemCode.Category.INTERNAL;
import static io.flowlet.http.ProblemCode.Category.LIMIT;
import static io.flowlet.http.ProblemCode.Category.VALIDATION;

import java.util.Locale;

/**
 * The catalogue: every way the API says no. A code is stable and never reused; {@code docs/reference/problems.md}, the pages under
 * {@code /problems/} and the answers are made from this one list.
 *
 * <p>The order is the order of precedence: of two faults in one request the earlier one is answered.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public enum ProblemCode {
    // the request cannot be read
    URI_TOO_LONG(414, VALIDATION, FIX_REQUEST, "URI too long", "The request target is longer than 8 KiB."),
    HEADERS_TOO_LARGE(431, VALIDATION, FIX_REQUEST, "Headers too large", "The request's headers exceed 16 KiB."),
    BODY_TOO_LARGE(
            413,
            VALIDATION,
            FIX_REQUEST,
            "Body too large",
            "The request body is larger than this route takes (1 MiB unless documented)."),
    REQUEST_MALFORMED(400, VALIDATION, FIX_REQUEST, "Malformed request", "The request is not valid HTTP."),
    // who are you
    TOKEN_MISSING(
            401, AUTH, FIX_REQUEST, "Access token missing", "Send an access token: Authorization: Bearer <token>."),
    TOKEN_INVALID(
            401,
            AUTH,
            FIX_REQUEST,
            "Access token not valid",
            "The access token is malformed, expired, revoked, or not meant for this API."),
    // may you come from there
    NETWORK_NOT_ALLOWED(
            403, AUTH, DO_NOT_RETRY, "Network not allowed", "This credential may not be used from this network."),
    RATE_LIMITED(
            429,
            LIMIT,
            RETRY_SAME_KEY,
            "Too many requests",
            "The rate limit is used up; Retry-After says when to come back."),
    // is there such a thing to call
    ROUTE_UNKNOWN(404, VALIDATION, FIX_REQUEST, "No such route", "There is no resource at this path."),
    METHOD_NOT_ALLOWED(
            405,
            VALIDATION,
            FIX_REQUEST,
            "Method not allowed",
            "This path does not take this method; Allow lists those it takes."),
    NOT_ACCEPTABLE(
            406,
            VALIDATION,
            FIX_REQUEST,
            "Not acceptable",
            "This path cannot answer in a media type that Accept allows."),
    MEDIA_TYPE_UNSUPPORTED(415, VALIDATION, FIX_REQUEST, "Media type not supported", "Send application/json in UTF-8."),
    VERSION_UNKNOWN(
            400,
            VALIDATION,
            FIX_REQUEST,
            "Unknown API version",
            "Flowlet-Version names a contract that does not exist."),
    // may you call it
    AUDIENCE_NOT_ALLOWED(
            403,
            AUTH,
            DO_NOT_RETRY,
            "Audience not allowed",
            "This operation is not for credentials of this kind (client, subscriber or staff)."),
    SCOPE_MISSING(403, AUTH, DO_NOT_RETRY, "Scope missing", "The credential lacks a scope that this operation needs."),
    PARAMETER_INVALID(
            400,
            VALIDATION,
            FIX_REQUEST,
            "Parameter not valid",
            "A path, query or header parameter is not valid; errors says which."),
    // what the body says
    BODY_MALFORMED(
            400, VALIDATION, FIX_REQUEST, "Malformed body", "The body is not one JSON value of the documented shape."),
    BODY_INVALID(
            400,
            VALIDATION,
            FIX_REQUEST,
            "Body not valid",
            "One or more members of the body are not valid; errors says which."),
    BATCH_TOO_LARGE(
            413,
            VALIDATION,
            FIX_REQUEST,
            "Batch too large",
            "A batch has 1 to 10,000 commands, an atomic one 1 to 1,000. Nothing of this one was posted; send it in parts."),
    IDEMPOTENCY_KEY_MISSING(
            400,
            VALIDATION,
            FIX_REQUEST,
            "Idempotency key missing",
            "Send a fresh Idempotency-Key with this operation."),
    IDEMPOTENCY_KEY_INVALID(
            400,
            VALIDATION,
            FIX_REQUEST,
            "Idempotency key not valid",
            "An Idempotency-Key is 1 to 255 visible ASCII characters and holds no card number."),
    // the same request, again
    REQUEST_IN_FLIGHT(
            409,
            CONFLICT,
            RETRY_SAME_KEY,
            "Request in flight",
            "A request with this Idempotency-Key is still running."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            CONFLICT,
            FIX_REQUEST,
            "Idempotency key reused",
            "This Idempotency-Key was used with another request; a new request needs a new key."),
    // the object
    NOT_FOUND(404, VALIDATION, FIX_REQUEST, "Not found", "There is no such object for this credential."),
    SUBSCRIBER_ERASED(
            410,
            CONFLICT,
            DO_NOT_RETRY,
            "Subscriber erased",
            "The data of this subscriber was erased; GET /v1/subscribers/{id}/erasure says what the law keeps."),
    ACCOUNT_CONTROLLED(
            403,
            AUTH,
            DO_NOT_RETRY,
            "Account controlled",
            "This account moves only through the operation that owns it, such as /v1/payments."),
    APPROVAL_OWN_REQUEST(
            403,
            AUTH,
            DO_NOT_RETRY,
            "Own request",
            "Whoever made a request does not decide it; another person does. Its maker can withdraw it."),
    APPROVAL_NOT_MAKER(403, AUTH, DO_NOT_RETRY, "Not the maker", "A request is withdrawn by whoever made it."),
    APPROVAL_ROLE_NOT_ALLOWED(
            403,
            AUTH,
            DO_NOT_RETRY,
            "Role not allowed",
            "No role of this person makes or decides requests of this kind."),
    APPROVAL_ACCOUNT_TOO_NEW(
            403,
            AUTH,
            DO_NOT_RETRY,
            "Account too new",
            "The account was made, given roles or reset within the last 24 hours, and decides nothing until they are over."),
    APPROVAL_NOT_INDEPENDENT(
            403,
            AUTH,
            DO_NOT_RETRY,
            "Not independent",
            "The account is what the request is about, or one person is behind it and behind whoever made or approved the request; somebody else decides."),
    SIGN_IN_TOO_OLD(
            401,
            AUTH,
            FIX_REQUEST,
            "Sign-in too old",
            "This needs a person who has just signed in; WWW-Authenticate says how many seconds ago at most."),
    PRECONDITION_REQUIRED(
            428,
            VALIDATION,
            FIX_REQUEST,
            "Precondition required",
            "Send If-Match with the ETag that you read, so that nobody's change is lost."),
    PRECONDITION_FAILED(
            412,
            CONFLICT,
            FIX_REQUEST,
            "Precondition failed",
            "The object changed since the version that If-Match names."),
    ACCOUNT_CLOSED(409, CONFLICT, DO_NOT_RETRY, "Account closed", "An account of this movement is closed."),
    ACCOUNT_FROZEN(409, CONFLICT, DO_NOT_RETRY, "Account frozen", "An account of this movement is frozen for it."),
    ACCOUNT_NOT_EMPTY(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Account not empty",
            "An account is closed only when its balance is zero and nothing is held on it."),
    HOLD_NOT_OPEN(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Hold not open",
            "The hold was captured whole, voided, or has expired: nothing is held any more."),
    HOLD_EXPIRED(
            409, CONFLICT, DO_NOT_RETRY, "Hold expired", "The hold's time is over; what it still held is given back."),
    ALREADY_REVERSED(
            409, CONFLICT, DO_NOT_RETRY, "Already reversed", "All that this transaction moved has moved back already."),
    PERIOD_NOT_CLOSABLE(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Period not closable",
            "A period is closed once, in order, and only when its last day is over."),
    STEP_OUT_OF_ORDER(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Step out of order",
            "This onboarding step is not open now; GET /v1/kyc/status names the next steps."),
    NOTICE_RETIRED(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Notice retired",
            "The notice has a newer version; show that one and ask again."),
    QUESTIONNAIRE_OUTDATED(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Questionnaire outdated",
            "The questionnaire has a newer version; ask its questions."),
    CASE_DECIDED(409, CONFLICT, DO_NOT_RETRY, "Case decided", "Somebody decided this case already."),
    HITS_UNDECIDED(
            409,
            COMPLIANCE,
            FIX_REQUEST,
            "Hits undecided",
            "The case cannot be approved while a screening hit of its subscriber is open or confirmed."),
    HIT_DECIDED(409, CONFLICT, DO_NOT_RETRY, "Hit decided", "Somebody decided this screening hit already."),
    POLICY_CHANGED(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Policy changed",
            "The policy has a newer version than the one that this proposal is based on."),
    TOKEN_OF_ANOTHER(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Token of another",
            "This value has a token already: another subscriber's, or one without a subscriber where one was named."),
    APPROVAL_PENDING(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Approval pending",
            "A request of this kind about the same subject is open; it is decided or withdrawn first."),
    APPROVAL_NOT_OPEN(
            409, CONFLICT, DO_NOT_RETRY, "Approval not open", "The request was decided or withdrawn already."),
    APPROVAL_EXPIRED(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Approval expired",
            "Nobody decided the request in time; its maker makes a new one."),
    APPROVAL_ALREADY_GIVEN(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Approval already given",
            "This person approved the request already; another one is needed."),
    BREAK_GLASS_ON(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Break-glass on",
            "A break-glass role is on for this person; another one is asked for when it has ended."),
    APPROVAL_MAKER_GONE(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Maker gone",
            "Whoever made the request was disabled or revoked meanwhile, or may not make it any more; somebody else makes a new one."),
    APPROVAL_NOTHING_TO_HAND_OVER(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Nothing to hand over",
            "The request makes nothing that is handed over, was not carried out, or its maker has taken it or let a day go by; make a new request."),
    ERASURE_BLOCKED(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Erasure blocked",
            "Something about this subscriber has to end first; errors names it."),
    KEYS_NEEDED(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Keys needed",
            "Something of this tenant still needs its keys; errors names it."),
    KEYS_DESTROYED(409, CONFLICT, DO_NOT_RETRY, "Keys destroyed", "The keys of this tenant were destroyed already."),
    LEGAL_HOLD_LIFTED(409, CONFLICT, DO_NOT_RETRY, "Legal hold lifted", "Somebody lifted this legal hold already."),
    CLIENT_LAST_FOR_STAFF(
            409,
            CONFLICT,
            FIX_REQUEST,
            "Last client for staff",
            "Staff signs in by no other client, so that nobody could come in any more: register another one, sign in there, then revoke this one."),
    APPROVAL_ACCOUNT_NOT_VOUCHED_FOR(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Account not vouched for",
            "One credential alone brought this account, so that it becomes no admin or officer: disable it and invite the person anew, at another address, with these roles."),
    APPROVAL_CHECKER_GONE(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Checker gone",
            "Somebody who approved before is disabled, or has no role any more that approves this: nothing was done. Ask again."),
    STAFF_ADDRESS_TAKEN(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Address taken by staff",
            "Somebody of the staff has this address, or the same mailbox: what follows a plus sign makes no other person. Invite another address, or disable that account and take an alias."),
    STAFF_SUBJECT_TAKEN(
            409,
            CONFLICT,
            DO_NOT_RETRY,
            "Subject taken by staff",
            "Another member of staff is this person at the identity provider: end that link first."),
    EVENT_NOT_SEQUENCED(
            409,
            CONFLICT,
            RETRY_SAME_KEY,
            "Event not sequenced",
            "The event is recorded, but no signed checkpoint covers it yet; ask again in a moment."),
    // the business
    STAFF_PROVIDER_UNFIT(
            422,
            VALIDATION,
            FIX_REQUEST,
            "Identity provider unfit",
            "The identity provider cannot be reached, or does not publish what is needed; errors says why."),
    PASSWORD_REFUSED(
            422,
            VALIDATION,
            FIX_REQUEST,
            "Password refused",
            "The password does not meet the rules; errors says which."),
    ANSWERS_REFUSED(
            422,
            VALIDATION,
            FIX_REQUEST,
            "Answers refused",
            "The answers do not fit the questionnaire; errors says which."),
    AGE_BELOW_MINIMUM(
            422, COMPLIANCE, DO_NOT_RETRY, "Age below minimum", "The program does not take persons of this age yet."),
    CONSENT_NOT_WITHDRAWABLE(
            422,
            CONFLICT,
            DO_NOT_RETRY,
            "Consent not withdrawable",
            "This processing rests on law or contract, not on consent."),
    BREAK_GLASS_ADDS_NOTHING(
            422,
            CONFLICT,
            DO_NOT_RETRY,
            "Break-glass adds nothing",
            "The person's own roles open everything that this role would."),
    ROLES_EXCLUDE_EACH_OTHER(
            422,
            CONFLICT,
            FIX_REQUEST,
            "Roles exclude each other",
            "One person may not hold these roles together; errors says which."),
    POLICY_REFUSED(
            422, VALIDATION, FIX_REQUEST, "Policy refused", "The policy breaks its own rules; errors says which."),
    SUBSCRIBER_NOT_APPROVED(
            422,
            CONFLICT,
            DO_NOT_RETRY,
            "Subscriber not approved",
            "The subscriber's onboarding is not complete; GET /v1/kyc/status names the next steps."),
    PAYEE_UNAVAILABLE(422, CONFLICT, DO_NOT_RETRY, "Payee unavailable", "The payee cannot receive money now."),
    PERIOD_CLOSED(
            422,
            CONFLICT,
            FIX_REQUEST,
            "Period closed",
            "The value date lies in a closed period; book it in an open one."),
    VALUE_AT_IN_FUTURE(
            422,
            VALIDATION,
            FIX_REQUEST,
            "Value date in the future",
            "A movement takes effect when it is booked, or earlier."),
    NOT_REVERSIBLE(
            422,
            CONFLICT,
            DO_NOT_RETRY,
            "Not reversible",
            "Only what moved money can be reversed, and a reversal itself cannot."),
    TRANSACTION_UNBALANCED(
            422,
            VALIDATION,
            FIX_REQUEST,
            "Transaction unbalanced",
            "Debits and credits must be equal in every currency."),
    SAME_ACCOUNT(422, CONFLICT, FIX_REQUEST, "Same account on both sides", "Source and destination must differ."),
    CURRENCY_MISMATCH(
            422, CONFLICT, FIX_REQUEST, "Currency mismatch", "The amount and both accounts must share one currency."),
    CAPTURE_LIMIT_EXCEEDED(
            422,
            LIMIT,
            FIX_REQUEST,
            "Capture limit exceeded",
            "The captures of this hold would exceed the limit that was set when it was placed."),
    REVERSAL_EXCEEDS_REST(
            422, LIMIT, FIX_REQUEST, "Reversal exceeds the rest", "More would move back than is left of the original."),
    INSUFFICIENT_FUNDS(
            422, FUNDS, FIX_REQUEST, "Insufficient funds", "The available balance does not cover this amount."),
    CEILING_EXCEEDED(422, LIMIT, FIX_REQUEST, "Ceiling exceeded", "The destination may not hold that much."),
    MOVEMENT_LIMIT_EXCEEDED(
            422,
            LIMIT,
            DO_NOT_RETRY,
            "Movement limit exceeded",
            "The account's limit for this day or month does not leave room for this amount."),
    AMOUNT_OUT_OF_RANGE(
            422, FUNDS, FIX_REQUEST, "Amount out of range", "A balance would leave the range of exact amounts."),
    FORMAT_NOT_PRESERVABLE(
            422,
            VALIDATION,
            FIX_REQUEST,
            "Format not preservable",
            "The part of the value that would be encrypted has fewer than 1,000,000 possible values; ask for a random token."),
    RAIL_UNAVAILABLE(422, CONFLICT, DO_NOT_RETRY, "Rail unavailable", "This tenant has no rail for this movement."),
    // not now
    OVERLOADED(
            503,
            DEPENDENCY,
            RETRY_SAME_KEY,
            "Overloaded",
            "The service has more work than it can take; Retry-After says when to come back."),
    DEADLINE_EXCEEDED(
            503,
            DEPENDENCY,
            RETRY_SAME_KEY,
            "Deadline exceeded",
            "The request waited too long and was not carried out."),
    UNAVAILABLE(503, DEPENDENCY, RETRY_SAME_KEY, "Unavailable", "A part that this operation needs cannot be reached."),
    INTERNAL_ERROR(
            500,
            INTERNAL,
            CONTACT_SUPPORT,
            "Internal error",
            "Something of ours failed; the request_id finds it in our logs.");

    /** Which kind of refusal it is, for a program that wants to branch without listing codes. */
    public enum Category {
        AUTH,
        VALIDATION,
        LIMIT,
        CONFLICT,
        COMPLIANCE,
        FUNDS,
        DEPENDENCY,
        INTERNAL;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the caller should do next. */
    public enum Advice {
        DO_NOT_RETRY,
        RETRY_SAME_KEY,
        FIX_REQUEST,
        CONTACT_SUPPORT;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final int status;
    private final Category category;
    private final Advice advice;
    private final String title;
    private final String detail;

    ProblemCode(int status, Category category, Advice advice, String title, String detail) {
        this.status = status;
        this.category = category;
        this.advice = advice;
        this.title = title;
        this.detail = detail;
    }

    /** The stable code, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int status() {
        return status;
    }

    public Category category() {
        return category;
    }

    public Advice advice() {
        return advice;
    }

    /** Whether the very same request can succeed later. */
    public boolean retryable() {
        return advice == RETRY_SAME_KEY;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return detail;
    }
}
