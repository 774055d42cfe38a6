package io.quoll.account.callout;

import io.quoll.account.Account;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** The way to ask a service in an account. Implemented where messages can be exchanged. */
public interface Questions {

    /** The first answer, or a failure when nobody is there or nobody answers in time. */
    Uni<Message> ask(Account account, Message question, Duration timeout);
}
