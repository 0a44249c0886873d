package io.flowlet.settings;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Finds the settings records of all modules: every {@code @ConfigurationProperties} record under {@code io.flowlet}. */
public final class SettingsRecords {
    private SettingsRecords() {}

    /** By the first words of their keys: {@code database} for a record bound to {@code flowlet.database}. */
    public static SortedMap<String, Class<? extends Record>> all() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        SortedMap<String, Class<? extends Record>> records = new TreeMap<>();
        for (BeanDefinition found : scan.findCandidateComponents("io.flowlet")) {
            Class<?> type = ClassUtils.resolveClassName(
                    Objects.requireNonNull(found.getBeanClassName()), SettingsRecords.class.getClassLoader());
            String bound = Objects.requireNonNull(type.getAnnotation(ConfigurationProperties.class))
                    .value();
            if (!bound.startsWith(SettingKey.PREFIX)) {
                throw new IllegalStateException(type + " is not bound to " + SettingKey.PREFIX + "…");
            }
            records.put(bound.substring(SettingKey.PREFIX.length()), type.asSubclass(Record.class));
        }
        return records;
    }
}
