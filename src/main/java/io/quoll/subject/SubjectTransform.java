package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns subjects that match a source pattern into others: mappings, imports and streams use it. The destination may hold
 * {@code {{wildcard(n)}}} or {@code $n} for what the n-th wildcard of the source stood for, and the other functions of
 * NATS's subject mapping. Immutable; any thread may apply it.
 */
public final class SubjectTransform {

    private static final String ALL = ">";
    private static final Pattern DOT = Pattern.compile("\\.");

    private final String source;
    private final String destination;
    private final byte[] sourceBytes;
    private final List<TransformToken> tokens;
    /** How many tokens of the source stand before its {@code >}, -1 where it has none. */
    private final int tailFrom;

    private SubjectTransform(String source, String destination, List<TransformToken> tokens) {
        this.source = source;
        this.destination = destination;
        this.sourceBytes = source.getBytes(UTF_8);
        this.tokens = tokens;
        this.tailFrom = endsInTail(source) ? SubjectSyntax.tokenCount(sourceBytes) - 1 : -1;
    }

    /**
     * The transform from one to the other; an empty source is {@code >}, an empty destination leaves subjects as they are.
     *
     * @throws IllegalArgumentException if there is none such; says why, in NATS's words
     */
    public static SubjectTransform of(String source, String destination) {
        return create(source, destination, false);
    }

    /**
     * As {@link #of}, but one that can be {@link #reversed}: every wildcard of the source is used, and nothing but wildcards.
     */
    public static SubjectTransform reversible(String source, String destination) {
        return create(source, destination, true);
    }

    private static SubjectTransform create(String givenSource, String givenDestination, boolean reversible) {
        String source = givenSource.isEmpty() ? ALL : givenSource;
        if (givenDestination.isEmpty()) {
            return create(source, numbered(source), reversible);
        }
        List<String> sourceTokens = tokensOf(source);
        List<String> destinationTokens = tokensOf(givenDestination);
        if (destinationTokens.contains("*") || endsInTail(source) != endsInTail(givenDestination)) {
            throw new IllegalArgumentException("invalid subject");
        }
        List<Integer> wildcards = new ArrayList<>();
        for (int i = 0; i < sourceTokens.size(); i++) {
            if (sourceTokens.get(i).equals("*")) {
                wildcards.add(i);
            }
        }
        TransformFunctions functions = new TransformFunctions(wildcards, endsInTail(source), reversible);
        List<TransformToken> tokens = new ArrayList<>();
        for (String token : destinationTokens) {
            if (!token.equals(ALL)) {
                tokens.add(functions.read(token));
            }
        }
        if (reversible && functions.wildcardsUsed() < wildcards.size()) {
            throw TransformFunctions.refused("not using all of the token wildcard(s)", givenDestination);
        }
        return new SubjectTransform(source, givenDestination, List.copyOf(tokens));
    }

    public String source() {
        return source;
    }

    public String destination() {
        return destination;
    }

    public boolean matches(byte[] subject) {
        return SubjectSyntax.matches(sourceBytes, subject);
    }

    /** The new subject, or {@code null} if the source does not match. */
    public byte @Nullable [] transform(byte[] subject) {
        return matches(subject) ? apply(subject) : null;
    }

    /** The new subject, or {@code null} if the source does not match. */
    public @Nullable String transform(String subject) {
        byte[] transformed = transform(subject.getBytes(UTF_8));
        return transformed == null ? null : new String(transformed, UTF_8);
    }

    /** The new subject of one that is known to match the source; it may be a pattern if the transform is reversible. */
    public byte[] apply(byte[] subject) {
        TransformInput input = new TransformInput(subject);
        TransformOutput out = new TransformOutput(subject.length + 32);
        for (int i = 0; i < tokens.size(); i++) {
            if (i > 0) {
                out.dot();
            }
            tokens.get(i).write(input, out);
        }
        if (tailFrom >= 0) {
            if (!tokens.isEmpty()) {
                out.dot();
            }
            out.write(subject, input.start(tailFrom), subject.length);
        }
        return out.toBytes();
    }

    /** The transform back. Only of a {@link #reversible} one. */
    public SubjectTransform reversed() {
        List<String> placeholders = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (String token : tokensOf(destination)) {
            if (TransformFunctions.isWildcard(token)) {
                placeholders.add(token);
            }
        }
        // The n-th wildcard of the source is where the destination's placeholder of number n stands.
        int wildcard = 0;
        for (String token : tokensOf(source)) {
            if (token.equals("*")) {
                wildcard++;
                back.add("$" + (positionOf(wildcard, placeholders) + 1));
            } else {
                back.add(token);
            }
        }
        return reversible(unnumbered(destination), String.join(".", back));
    }

    private static int positionOf(int wildcard, List<String> placeholders) {
        for (int i = 0; i < placeholders.size(); i++) {
            if (TransformFunctions.numberOf(placeholders.get(i)) == wildcard) {
                return i;
            }
        }
        throw new IllegalStateException("not reversible");
    }

    /** The pattern as a destination: its stars numbered, {@code a.*.*} becomes {@code a.$1.$2}. */
    public static String numbered(String pattern) {
        List<String> tokens = new ArrayList<>();
        int star = 0;
        for (String token : DOT.splitAsStream(pattern).toList()) {
            tokens.add(token.equals("*") ? "$" + ++star : token);
        }
        return String.join(".", tokens);
    }

    /** The destination as a pattern: its wildcards as stars, {@code a.$2.$1} becomes {@code a.*.*}. */
    public static String unnumbered(String destination) {
        List<String> tokens = new ArrayList<>();
        for (String token : DOT.splitAsStream(destination).toList()) {
            tokens.add(TransformFunctions.isWildcard(token) ? "*" : token);
        }
        return String.join(".", tokens);
    }

    private static boolean endsInTail(String pattern) {
        return pattern.equals(ALL) || pattern.endsWith(".>");
    }

    /** A subject's tokens; blanks may stand within functions. */
    private static List<String> tokensOf(String subject) {
        List<String> tokens = List.of(DOT.split(subject, -1));
        int tail = tokens.indexOf(ALL);
        if (tokens.contains("") || (tail >= 0 && tail < tokens.size() - 1)) {
            throw new IllegalArgumentException("invalid subject");
        }
        return tokens;
    }

    @Override
    public String toString() {
        return source + " -> " + destination;
    }
}
