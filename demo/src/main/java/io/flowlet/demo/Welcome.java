package io.flowlet.demo;

import io.flowlet.cli.Terminal;
import java.net.URI;

/** What a visitor reads once the demo is ready: where things are, and commands that work when pasted. */
final class Welcome {
    private Welcome() {}

    static String text(
            Terminal terminal, DemoFolder folder, RunningDemo.Addresses at, URI app, Sample sample, int wantedPort) {
        String moved = at.movedAside() ? "Port %d is taken, so this is another.%n".formatted(wantedPort) : "";
        return """
                %s  data in %s
                %s
                  %s        the app: sign up, or come in as
                  │    %-22s  %s
                  └─ /console                    for staff: who is stopped, and the decision
                       %-22s  %s
                  %s
                  ├─ /v1                         the API
                  ├─ /docs                       its documentation
                  ├─ /oauth2/token               tokens
                  └─ /problems/<code>            what every refusal means
                  %s
                  ├─ /actuator/health            is it well
                  └─ /actuator/prometheus        metrics

                  for this demo alone nobody must have a second step at the sign-in (identity.factors.*);
                  mail to people is written to %s/mail

                  a sample program: 20 subscribers, some hundred payments between their wallets
                  client id      %s
                  client secret  %s

                %s
                %s
                %s
                %s

                Ctrl-C stops it; the data stays.
                """.formatted(
                        terminal.bold("Flowlet is ready."),
                        Home.shown(folder),
                        moved,
                        terminal.bold(app.toString()),
                        sample.person().email(),
                        sample.person().password(),
                        sample.analyst().email(),
                        sample.analyst().password(),
                        at.api(),
                        at.management(),
                        Home.shown(folder),
                        sample.client().clientId(),
                        sample.clientSecret(),
                        terminal.bold("Paste these to move money, and again to move more:"),
                        token(at, sample),
                        payment(at, sample),
                        balance(at, sample));
    }

    private static String token(RunningDemo.Addresses at, Sample sample) {
        return """
                TOKEN=$(curl -s -u '%s:%s' -d grant_type=client_credentials \\
                  %s/oauth2/token | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/')""".formatted(sample.client().clientId(), sample.clientSecret(), at.api());
    }

    private static String payment(RunningDemo.Addresses at, Sample sample) {
        return """
                curl -s %s/v1/payments -H "Authorization: Bearer $TOKEN" \\
                  -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%%s)" \\
                  -d '{"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"1.50","currency":"EUR"}}'; echo""".formatted(at.api(), sample.fromWallet(), sample.toWallet());
    }

    private static String balance(RunningDemo.Addresses at, Sample sample) {
        return """
                curl -s %s/v1/wallets/%s/balance -H "Authorization: Bearer $TOKEN"; echo""".formatted(at.api(), sample.toWallet());
    }
}
