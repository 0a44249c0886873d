package io.flowlet.edge;

import io.flowlet.http.Problems;
import io.flowlet.ids.Uuid7;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/** The management port has a container of its own, which gets the same words; found through {@code META-INF/spring}. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
final class ManagementContainer {
    @Bean
    @ConditionalOnMissingBean(value = Container.class, search = SearchStrategy.CURRENT)
    Container managementProblems(Problems problems, Proxies proxies, Uuid7 ids) {
        return new Container(new ContainerProblems(problems, new Tracing(ids), new AnswerHeaders(proxies)), null);
    }
}
