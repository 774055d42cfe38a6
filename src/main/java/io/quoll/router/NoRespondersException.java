package io.quoll.router;

/** Nobody listens on the subject of a request. */
public final class NoRespondersException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoRespondersException(String subject) {
        super("no responders for " + subject);
    }
}
