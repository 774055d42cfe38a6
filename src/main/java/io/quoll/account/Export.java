package io.quoll.account;

import java.time.Duration;
import java.util.Set;

/**
 * What an account offers to others. Immutable.
 *
 * @param subject what may be imported, or a part of it
 * @param accounts who may import it; empty for everyone, unless a token or a position is asked for
 * @param tokenRequired whether an importer must show an activation token
 * @param accountTokenPosition the token of the subject, from one, that must be the importer's name; 0 for none
 * @param responses what a service answers with; of streams without meaning
 * @param responseThreshold how long a service may take to answer
 */
public record Export(
        Kind kind,
        String subject,
        Set<String> accounts,
        boolean tokenRequired,
        int accountTokenPosition,
        Responses responses,
        Duration responseThreshold) {

    public static final Duration DEFAULT_THRESHOLD = Duration.ofMinutes(2);

    /** What is exchanged. */
    public enum Kind {
        /** Messages from the exporter to importers. */
        STREAM,
        /** Requests from importers to the exporter, and answers back. */
        SERVICE
    }

    /** How many messages are one answer. */
    public enum Responses {
        SINGLETON("Singleton"),
        STREAM("Streamed"),
        CHUNKED("Chunked");

        private final String text;

        Responses(String text) {
            this.text = text;
        }

        /** As monitoring shows it. */
        public String text() {
            return text;
        }
    }

    public Export {
        accounts = Set.copyOf(accounts);
    }

    public static Export ofStream(String subject) {
        return new Export(Kind.STREAM, subject, Set.of(), false, 0, Responses.SINGLETON, DEFAULT_THRESHOLD);
    }

    public static Export ofService(String subject) {
        return new Export(Kind.SERVICE, subject, Set.of(), false, 0, Responses.SINGLETON, DEFAULT_THRESHOLD);
    }

    public Export toAccounts(Set<String> names) {
        return new Export(kind, subject, names, tokenRequired, accountTokenPosition, responses, responseThreshold);
    }

    public Export answeringWith(Responses kindOfResponses, Duration threshold) {
        return new Export(kind, subject, accounts, tokenRequired, accountTokenPosition, kindOfResponses, threshold);
    }

    public Export withAccountTokenAt(int position) {
        return new Export(kind, subject, accounts, tokenRequired, position, responses, responseThreshold);
    }
}
