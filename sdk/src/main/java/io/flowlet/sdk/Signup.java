package io.flowlet.sdk;

/** {@code /v1/signup}: accounts for new people. */
public final class Signup {
    private final Api api;

    Signup(Api api) {
        this.api = api;
    }

    /** A new person. Text forms show nothing of it. */
    public record NewAccount(String email, String password, String givenName, String familyName) {
        @Override
        public String toString() {
            return "NewAccount[…]";
        }
    }

    /**
     * Asks for an account. The answer is the same whether or not the address has one already; the person learns it by mail or at sign-in.
     *
     * @throws io.flowlet.sdk.problem.ValidationProblem {@code password_refused}, with the reasons in {@code errors}
     */
    public void create(NewAccount account) {
        api.tell(Call.post("/v1/signup").sending(account).repeatably());
    }
}
