package io.flowlet.sdk;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The records against the server's own document: every member that it gives is read, every member that is sent is known. */
class DocumentTests {
    private static final Map<String, Class<?>> ANSWERS = Map.ofEntries(
            entry("Me", Me.Profile.class),
            entry("Session", Me.Session.class),
            entry("StaffInvitation", Staff.Invitation.class),
            entry("StaffMember", Staff.Member.class),
            entry("OnboardingStatus", Kys.Status.class),
            entry("OnboardingStep", Kys.Step.class),
            entry("NextStep", Kys.NextStep.class),
            entry("Notice", Kys.Notice.class),
            entry("Consent", Kys.Consent.class),
            entry("Questionnaire", Kys.Questionnaire.class),
            entry("Question", Kys.Question.class),
            entry("Option", Kys.Option.class),
            entry("RiskProfile", Kys.RiskProfile.class),
            entry("KysCase", KysCases.KysCase.class),
            entry("CaseDecision", KysCases.Decision.class),
            entry("Watchlist", Watchlists.Watchlist.class),
            entry("ScreeningHit", Screening.Hit.class),
            entry("ScreeningFinding", Screening.Hit.class),
            entry("WatchlistEntry", Screening.Entry.class),
            entry("ScreenedSubject", Screening.ComparedPerson.class),
            entry("HitDecision", Screening.Decision.class),
            entry("PolicyVersion", Policies.Version.class),
            entry("Client", OAuthClients.OAuthClient.class),
            entry("CreatedClient", OAuthClients.CreatedClient.class),
            entry("SignIn", OAuthClients.SignInGrant.class),
            entry("ClientSecurity", OAuthClients.Security.class),
            entry("CertificateName", OAuthClients.CertificateName.class),
            entry("Subscriber", Subscribers.Subscriber.class),
            entry("Wallet", Wallets.Wallet.class),
            entry("Balance", Wallets.Balance.class),
            entry("Entry", Wallets.Entry.class),
            entry("Payment", Payments.Payment.class),
            entry("LedgerAccount", Ledger.Account.class),
            entry("LedgerTransaction", Ledger.Transaction.class),
            entry("Leg", Ledger.PostedLeg.class),
            entry("Approval", Approvals.Approval.class),
            entry("ApprovalDecision", Approvals.Decision.class),
            entry("ApprovalChange", Approvals.Change.class),
            entry("Difference", Difference.class),
            entry("Handover", Approvals.Handover.class),
            entry("BreakGlass", BreakGlasses.BreakGlass.class),
            entry("Access", AccessReview.Access.class),
            entry("Sponsor", AccessReview.Sponsor.class),
            entry("HeldBreakGlass", AccessReview.HeldBreakGlass.class),
            entry("Certification", AccessReview.Certification.class),
            entry("PolicyDiff", Policies.PolicyDiff.class),
            entry("Token", Tokens.Token.class),
            entry("RevealedValue", Tokens.RevealedValue.class),
            entry("FoundSubscribers", Subscribers.Found.class),
            entry("TrialBalance", Ledger.TrialBalance.class),
            entry("TrialBalanceLine", Ledger.Line.class),
            entry("TrialBalanceTotal", Ledger.Total.class),
            entry("LedgerPeriod", LedgerPeriods.Period.class),
            entry("ClosedLedgerPeriod", LedgerPeriods.ClosedPeriod.class),
            entry("LedgerJournal", LedgerJournal.Day.class),
            entry("LedgerJournalLine", LedgerJournal.Line.class),
            entry("LedgerJournalTotal", LedgerJournal.Total.class),
            entry("LedgerHold", LedgerHolds.Hold.class),
            entry("LedgerBatch", LedgerBatches.Batch.class),
            entry("BatchOutcome", LedgerBatches.Outcome.class));

    private static final Map<String, Class<?>> REQUESTS = Map.ofEntries(
            entry("Signup", Signup.NewAccount.class),
            entry("NewStaffInvitation", Staff.NewInvitation.class),
            entry("NewConsent", Kys.NewConsent.class),
            entry("DeclaredIdentity", Kys.Identity.class),
            entry("Address", Kys.Address.class),
            entry("NewScreening", Screening.Subject.class),
            entry("PolicyProposal", Policies.Proposal.class),
            entry("NewClient", OAuthClients.NewClient.class),
            entry("NewSignIn", OAuthClients.SignInGrant.class),
            entry("NewClientSecurity", OAuthClients.Security.class),
            entry("ClientKeys", OAuthClients.Keys.class),
            entry("NewSubscriber", Subscribers.NewSubscriber.class),
            entry("NewWallet", Wallets.NewWallet.class),
            entry("NewPayment", Payments.NewPayment.class),
            entry("NewDeposit", Deposits.NewDeposit.class),
            entry("NewLedgerAccount", Ledger.NewAccount.class),
            entry("NewLedgerTransaction", Ledger.NewTransaction.class),
            entry("NewLedgerEntry", Ledger.Entry.class),
            entry("NewReversalLeg", Ledger.Part.class),
            entry("ApprovalReason", Approvals.ApprovalReason.class),
            entry("ClientGrant", OAuthClients.ClientGrant.class),
            entry("NewStaffRoles", Staff.NewStaffRoles.class),
            entry("StaffDisabling", Staff.StaffDisabling.class),
            entry("NewBreakGlass", BreakGlasses.NewBreakGlass.class),
            entry("NewCertification", AccessReview.NewCertification.class),
            entry("NewToken", Tokens.NewToken.class),
            entry("RevealRequest", Tokens.RevealRequest.class),
            entry("SubscriberLookup", Subscribers.SubscriberLookup.class),
            entry("NewLedgerPeriod", LedgerPeriods.NewLedgerPeriod.class),
            entry("NewLedgerHold", LedgerHolds.NewHold.class),
            entry("NewCapture", LedgerHolds.Capture.class));

    private final JsonNode schemas;

    DocumentTests() throws IOException {
        schemas = new JsonMapper()
                .readTree(Files.readString(Path.of("../docs/openapi/flowlet.json")))
                .at("/components/schemas");
    }

    @Test
    void everyMemberOfAnAnswerIsRead() {
        ANSWERS.forEach((name, type) -> {
            assertThat(members(type, component -> true)).as(name).containsAll(properties(name));
            assertThat(properties(name))
                    .as("what %s cannot do without", name)
                    .containsAll(members(
                            type, component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class)));
        });
    }

    @Test
    void everyMemberThatIsSentIsTaken() {
        REQUESTS.forEach((name, type) -> {
            assertThat(properties(name)).as(name).containsAll(members(type, component -> true));
            assertThat(members(type, component -> true))
                    .as("what %s demands", name)
                    .containsAll(required(name));
        });
    }

    private Set<String> properties(String name) {
        JsonNode properties = schemas.path(name).path("properties");
        assertThat(properties.isObject()).as("%s is in the document", name).isTrue();
        return Set.copyOf(properties.propertyNames());
    }

    private List<String> required(String name) {
        return schemas.path(name)
                .path("required")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static Set<String> members(Class<?> type, Predicate<RecordComponent> some) {
        return Arrays.stream(type.getRecordComponents())
                .filter(some)
                .map(component -> component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2"))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
