package io.flowlet.ledger.http;

import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Reads batches in a way of their own. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {
    @Bean
    ServerHttpMessageConvertersCustomizer batchBodies(JsonMapper json) {
        return converters -> converters.addCustomConverter(new BatchBodies(json.tokenStreamFactory()));
    }
}
