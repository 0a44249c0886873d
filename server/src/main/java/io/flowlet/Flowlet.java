package io.flowlet;

import io.flowlet.ids.Uuid7;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The backend as one Spring Boot application. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Flowlet {
    /** UTC, and the only clock: everything that needs the time asks for this bean. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Uuid7 uuid7(Clock clock) {
        return new Uuid7(clock);
    }
}
