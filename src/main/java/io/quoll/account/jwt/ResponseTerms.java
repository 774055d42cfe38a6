package io.quoll.account.jwt;

/** How many answers may be given to a request, and for how long; 0 for the usual. */
public record ResponseTerms(int max, long expiresNanos) {}
