package io.flowlet.vault;

import java.util.List;

/**
 * Which columns the implementing class keeps as ciphertext. Whatever a module seals is named by one such bean of it: what is not named would be
 * lost when data keys are rotated, so a test compares all of them with {@code db/data-classes.csv}.
 */
public interface SealedColumns {
    List<SealedColumn> sealed();
}
