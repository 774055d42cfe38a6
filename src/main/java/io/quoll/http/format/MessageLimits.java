package io.quoll.http.format;

/**
 * How large a message may be, so that every client can be sent it.
 *
 * @param maxPayloadBytes headers and payload together
 * @param maxSubjectBytes subject and reply subject together
 */
public record MessageLimits(int maxPayloadBytes, int maxSubjectBytes) {}
