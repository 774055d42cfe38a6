package io.quoll.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses which known word a misspelt one was meant to be. */
final class Suggestion {

    /** Longer words are no misspellings; comparing them would only cost time. */
    private static final int MAX_LENGTH = 64;

    private Suggestion() {}

    /** The end of an error sentence: a question, or nothing when no known word is near. */
    static String asQuestion(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        return nearest == null ? "" : "; did you mean '" + nearest + "'?";
    }

    static @Nullable String nearest(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return null;
        }
        String nearest = null;
        int least = Math.max(1, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** How many characters must be put in, left out, replaced or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(last[j] + 1, current[j - 1] + 1), last[j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = current;
        }
        return last[b.length()];
    }
}
