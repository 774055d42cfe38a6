package io.quoll.account;

import java.time.Duration;

/**
 * That a user may answer what it has received, on the reply subjects of those messages, though it may not publish there
 * otherwise. Immutable.
 *
 * @param max how many answers to one message; negative for any number
 * @param expires how long after the message; negative for any time
 */
public record ResponseRules(int max, Duration expires) {

    /** One answer within two minutes. */
    public static final ResponseRules DEFAULT = new ResponseRules(1, Duration.ofMinutes(2));
}
