package io.flowlet.client;

import io.flowlet.client.app.OnboardingPages;
import io.flowlet.client.app.Payees;
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
import io.flowlet.client.session.SecurityChains;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Flowlet;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The client, wired by hand.
 *
 * <p>It takes only the parts of Spring Boot that it names, and no class of it carries a stereotype: in the demo it shares a class path with
 * the server, whose parts it must not start, and whose scan must not find it.
 */
@ImportAutoConfiguration({
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    HttpEncodingAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
})
@Import(SecurityChains.class)
class ClientApplication {
    @Bean
    StaticFiles staticFiles() {
        return new StaticFiles();
    }

    @Bean
    Pages pages(StaticFiles files) {
        return new Pages(files, InstantSource.system());
    }

    @Bean
    ErrorPageRegistrar errorPages() {
        return registry -> registry.addErrorPages(new ErrorPage("/error"));
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            ClientSettings settings, Pages pages, StaticFiles files, Flowlet flowlet, SignedIn signedIn) {
        Payees payees = new Payees(settings.payees());
        Routes.App app = new Routes.App(
                new StartPages(pages, flowlet),
                new OnboardingPages(pages, signedIn),
                new WalletPages(pages, signedIn, payees),
                new SendPages(pages, signedIn, payees),
                new SecurityPages(pages, signedIn));
        InstantSource time = InstantSource.system();
        Routes.Console console = new Routes.Console(
                new HitPages(pages, signedIn, time),
                new CasePages(pages, signedIn, time),
                new WatchlistPages(pages, signedIn));
        return Routes.all(app, console, files, new Failures(pages));
    }
}
