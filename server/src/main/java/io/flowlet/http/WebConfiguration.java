package io.flowlet.http;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What controllers may ask for beside Spring's own arguments. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    private final CallerArgument callerArgument;

    WebConfiguration(CallerArgument callerArgument) {
        this.callerArgument = callerArgument;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(callerArgument);
    }

    /** Times and dates in queries have one form, the one that they have in bodies. */
    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Instant.class, TimeJson::time);
        registry.addConverter(String.class, LocalDate.class, TimeJson::date);
    }
}
