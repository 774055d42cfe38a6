package io.quoll.bench;

/** What was typed cannot be meant. The message is a sentence for the person who typed it. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String sentence) {
        super(sentence);
    }
}
