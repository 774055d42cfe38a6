package io.quoll.subject;

/** A subject as the tokens of a transform read it: by the number of the token, from zero. */
final class TransformInput {

    private final byte[] subject;

    TransformInput(byte[] subject) {
        this.subject = subject;
    }

    byte[] bytes() {
        return subject;
    }

    /** Where a token starts; the length if there are not so many. */
    int start(int token) {
        int at = 0;
        for (int i = 0; i < token && at < subject.length; i++) {
            at = Tokens.end(subject, at) + 1;
        }
        return Math.min(at, subject.length);
    }

    int end(int token) {
        return Tokens.end(subject, start(token));
    }
}
