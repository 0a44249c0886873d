package io.flowlet.screening;

/** What an entry of a list is. Only individuals are compared with persons; the others are kept with their list. */
public enum EntryType {
    INDIVIDUAL,
    ENTITY,
    VESSEL,
    AIRCRAFT
}
