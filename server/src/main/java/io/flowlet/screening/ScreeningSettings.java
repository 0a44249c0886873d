package io.flowlet.screening;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where watchlists come from and how far one may shrink.
 *
 * @param maxShrinkPercent how many percent of its entries or aliases a list may lose in one step, 0 to 100; more is refused
 * @param folder looked at when the server starts and every hour; lists in it and below it that are new are loaded
 */
@ConfigurationProperties("flowlet.screening")
public record ScreeningSettings(
        @DefaultValue("20") @Min(0) @Max(100) int maxShrinkPercent,
        @Nullable Path folder) {}
