package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.identity.Client;

/** A token that is believed now: who acts, and for which client. */
public record VerifiedToken(Actor actor, Client client) {}
