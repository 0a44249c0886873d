package io.flowlet.client;

import io.flowlet.client.app.OnboardingPages;
import io.flowlet.client.app.SecurityPages;
import io.flowlet.client.app.SendPages;
import io.flowlet.client.app.StartPages;
import io.flowlet.client.app.WalletPages;
import io.flowlet.client.console.CasePages;
import io.flowlet.client.console.HitPages;
import io.flowlet.client.console.WatchlistPages;
import io.flowlet.client.pages.Failures;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.pages.StaticFiles;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Every address of the client. Who may come to which is in {@code session/SecurityChains}, which also answers sign-in and sign-out. */
final class Routes {
    private Routes() {}

    /** The pages of subscribers. */
    record App(
            StartPages start, OnboardingPages onboarding, WalletPages wallet, SendPages send, SecurityPages security) {}

    /** The pages of staff. */
    record Console(HitPages hits, CasePages cases, WatchlistPages watchlists) {}

    static RouterFunction<ServerResponse> all(App app, Console console, StaticFiles files, Failures failures) {
        return RouterFunctions.route()
                .GET("/", app.start()::welcome)
                .HEAD("/", app.start()::welcome)
                .GET("/sign-up", app.start()::signUp)
                .POST("/sign-up", app.start()::open)
                .GET("/sign-up/done", app.start()::ready)
                .GET("/signed-out", app.start()::signedOut)
                .GET("/sign-in-failed", app.start()::signInFailed)
                .GET("/onboarding", app.onboarding()::resume)
                .GET("/onboarding/consent", app.onboarding()::consent)
                .POST("/onboarding/consent", app.onboarding()::giveConsent)
                .GET("/onboarding/identity", app.onboarding()::identity)
                .POST("/onboarding/identity", app.onboarding()::identify)
                .GET("/onboarding/questions", app.onboarding()::questions)
                .POST("/onboarding/questions", app.onboarding()::answer)
                .GET("/onboarding/status", app.onboarding()::status)
                .GET("/wallet", app.wallet()::home)
                .POST("/wallet", app.wallet()::open)
                .POST("/wallet/test-money", app.wallet()::addTestMoney)
                .GET("/wallet/entries", app.wallet()::entries)
                .GET("/payments/{id}", app.wallet()::receipt)
                .GET("/send", app.send()::describe)
                .POST("/send", app.send()::check)
                .GET("/send/{key}", app.send()::confirm)
                .POST("/send/{key}", app.send()::pay)
                .GET("/security", app.security()::overview)
                .POST("/security/password", app.security()::changePassword)
                .POST("/security/sessions/{id}", app.security()::endSession)
                .GET("/console", request -> Pages.goTo("/console/hits"))
                .GET("/console/hits", console.hits()::queue)
                .GET("/console/hits/{id}", console.hits()::compare)
                .POST("/console/hits/{id}", console.hits()::decide)
                .GET("/console/cases", console.cases()::queue)
                .GET("/console/cases/{id}", console.cases()::look)
                .POST("/console/cases/{id}", console.cases()::decide)
                .GET("/console/watchlists", console.watchlists()::lists)
                .GET("/assets/{name}", files::asset)
                .GET("/manifest.webmanifest", request -> files.named("manifest.webmanifest"))
                .GET("/service-worker.js", request -> files.named("service-worker.js"))
                .GET("/favicon.ico", request -> files.named("icon-192.png"))
                .GET("/health", Routes::health)
                .HEAD("/health", Routes::health)
                .route(RequestPredicates.path("/error"), failures::refused)
                .route(RequestPredicates.all(), failures::notFound)
                .onError(Throwable.class, failures::answer)
                .build();
    }

    /** Whether this process answers; it says nothing about the server behind it. */
    private static ServerResponse health(ServerRequest request) {
        return ServerResponse.ok().body("ok");
    }
}
