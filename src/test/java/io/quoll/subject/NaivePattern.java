package io.quoll.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The rules of matching in their plainest form, for the real ones to be held against. */
final class NaivePattern {

    private static final String[] WORDS = {"a", "b", "c", "foo*", "a-much-longer-token"};

    private NaivePattern() {}

    static boolean matches(String pattern, String literal) {
        return matches(List.of(pattern.split("\\.")), List.of(literal.split("\\.")));
    }

    private static boolean matches(List<String> pattern, List<String> literal) {
        if (pattern.isEmpty() || literal.isEmpty()) {
            return pattern.isEmpty() && literal.isEmpty();
        }
        String first = pattern.get(0);
        if (first.equals(">")) {
            return true;
        }
        return (first.equals("*") || first.equals(literal.get(0)))
                && matches(pattern.subList(1, pattern.size()), literal.subList(1, literal.size()));
    }

    /** A pattern of few words, so that many match and many share their first tokens. */
    static String random(Random random, int maxTokens, boolean wildcards) {
        int tokens = 1 + random.nextInt(maxTokens);
        List<String> pattern = new ArrayList<>();
        for (int i = 0; i < tokens; i++) {
            boolean last = i == tokens - 1;
            int kind = wildcards ? random.nextInt(10) : 9;
            pattern.add(kind < 3 ? "*" : kind < 5 && last ? ">" : WORDS[random.nextInt(WORDS.length)]);
        }
        return String.join(".", pattern);
    }

    /** Every literal of up to so many tokens of the words that {@link #random} uses. */
    static List<String> literals(int maxTokens) {
        List<String> all = new ArrayList<>();
        List<String> longest = List.of("");
        for (int i = 0; i < maxTokens; i++) {
            List<String> longer = new ArrayList<>();
            for (String start : longest) {
                for (String word : WORDS) {
                    longer.add(start.isEmpty() ? word : start + "." + word);
                }
            }
            all.addAll(longer);
            longest = longer;
        }
        return all;
    }
}
