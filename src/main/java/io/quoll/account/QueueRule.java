package io.quoll.account;

import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One pattern of {@link SubjectRules}, perhaps for members of queue groups of one name or pattern only. */
record QueueRule(byte[] pattern, byte @Nullable [] queue) {

    /**
     * @throws IllegalArgumentException if the text is neither a pattern nor a pattern and the name of a queue group
     */
    static QueueRule of(String text, boolean queueAllowed) {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        if (SubjectSyntax.isValidPattern(whole)) {
            return new QueueRule(whole, null);
        }
        String[] words = text.strip().split("\\s+");
        if (!queueAllowed || words.length != 2) {
            throw new IllegalArgumentException("subject \"" + text + "\" is not a valid subject");
        }
        byte[] pattern = words[0].getBytes(StandardCharsets.UTF_8);
        byte[] queue = words[1].getBytes(StandardCharsets.UTF_8);
        if (!SubjectSyntax.isValidPattern(pattern)) {
            throw new IllegalArgumentException("subject \"" + words[0] + "\" is not a valid subject");
        }
        if (!SubjectSyntax.isValidPattern(queue)) {
            throw new IllegalArgumentException("queue \"" + words[1] + "\" is not a valid queue");
        }
        return new QueueRule(pattern, queue);
    }

    /** Whether it is about groups of this name, which may look like a pattern itself. */
    boolean isAbout(byte[] group) {
        return queue != null
                && (Arrays.equals(queue, group)
                        || (!SubjectSyntax.isLiteral(queue) && SubjectSyntax.matches(queue, group)));
    }
}
