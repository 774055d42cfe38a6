package io.quoll.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant. */
final class Suggestion {

    private Suggestion() {}

    /** The nearest known word, or null when none is near: at most a third of its letters may differ. */
    static @Nullable String nearest(String typed, List<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String word : known) {
            int distance = distance(typed, word);
            int tolerated = Math.max(1, (Math.max(typed.length(), word.length()) + 1) / 3);
            boolean begun = typed.length() >= 3 && word.startsWith(typed);
            if ((distance <= tolerated || begun) && distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest;
    }

    /** Insertions, deletions, replacements and swaps of neighbouring letters that lead from one word to the other. */
    static int distance(String from, String to) {
        int[][] distances = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                distances[i][j] = i == 0 ? j : j == 0 ? i : least(distances, i, j, from, to);
            }
        }
        return distances[from.length()][to.length()];
    }

    private static int least(int[][] distances, int i, int j, String from, String to) {
        char last = from.charAt(i - 1);
        char lastOther = to.charAt(j - 1);
        int least = Math.min(distances[i - 1][j], distances[i][j - 1]) + 1;
        least = Math.min(least, distances[i - 1][j - 1] + (last == lastOther ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && last == to.charAt(j - 2) && from.charAt(i - 2) == lastOther;
        return swapped ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
    }
}
