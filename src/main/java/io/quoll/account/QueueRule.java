package io.quoll.account;

import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectSyntax;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One pattern of {@link SubjectRules}, perhaps for members of queue groups only: those of the name, which may look like a
 * pattern itself.
 */
record QueueRule(SubjectPattern pattern, @Nullable SubjectPattern queue) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /**
     * @throws IllegalArgumentException if the text is neither a pattern nor a pattern and the name of a queue group
     */
    static QueueRule of(String text, boolean queueAllowed) {
        String[] words = BLANKS.split(text.strip(), -1);
        if (!queueAllowed || words.length != 2) {
            return new QueueRule(pattern(text, "subject \"" + text + "\" is not a valid subject"), null);
        }
        return new QueueRule(
                pattern(words[0], "subject \"" + words[0] + "\" is not a valid subject"),
                pattern(words[1], "queue \"" + words[1] + "\" is not a valid queue"));
    }

    private static SubjectPattern pattern(String text, String complaint) {
        try {
            return SubjectPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(complaint, e);
        }
    }

    /** Whether it is about groups of this name. */
    boolean isAbout(byte[] group) {
        return queue != null
                && (Arrays.equals(queue.bytes(), group)
                        || (!queue.isLiteral() && SubjectSyntax.matches(queue.bytes(), group)));
    }
}
