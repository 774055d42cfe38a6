package io.quoll.bench;

/** A run that could not be done as asked. The message is a sentence for the person at the terminal. */
final class RunFailure extends Exception {

    private static final long serialVersionUID = 1L;

    RunFailure(String sentence) {
        super(sentence);
    }
}
