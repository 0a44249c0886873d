package io.flowlet.ledger;

/** One journal transaction that is asked for. */
public sealed interface Command permits Posting, Adjustment, PlaceHold, CaptureHold, ReleaseHold, Reversal {}
