package io.flowlet.database;

/**
 * A reason not to serve from this database.
 *
 * @param what is wrong, naming the role, table or script
 * @param fix the command or statement that mends it
 */
public record DatabaseFault(String what, String fix) {}
