package io.flowlet.screening;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One accepted version of a list; it never changes and never goes.
 *
 * @param version 1 for a list's first, each one more
 * @param hash SHA-256 over the files with their names, 64 hexadecimal digits
 * @param individuals as many of the entries as are persons, whom subscribers are compared with
 * @param aliases further names beside the entries' own, as published
 * @param publishedOn null where the list does not say
 */
public record WatchlistVersion(
        WatchlistName list,
        int version,
        String hash,
        int entries,
        int individuals,
        int aliases,
        @Nullable LocalDate publishedOn,
        Instant loadedAt) {}
