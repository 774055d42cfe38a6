package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the tokens of a transform's destination: literals, {@code $n}, and the functions in double braces. Used once, while
 * the transform is made.
 */
final class TransformFunctions {

    private static final Pattern DOLLAR = Pattern.compile("\\$(\\d{1,9})");
    private static final Pattern CALL = Pattern.compile("\\{\\{\\s*([a-zA-Z]+)\\s*\\((.*)\\)\\s*}}");
    private static final Pattern COMMA = Pattern.compile(",\\s*");
    private static final int FNV_BASIS = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    /** Where the stars of the source stand among its tokens. */
    private final List<Integer> wildcards;

    private final boolean hasWildcards;
    private final boolean reversible;
    private int wildcardsUsed;

    TransformFunctions(List<Integer> wildcards, boolean hasTail, boolean reversible) {
        this.wildcards = wildcards;
        this.hasWildcards = hasTail || !wildcards.isEmpty();
        this.reversible = reversible;
    }

    int wildcardsUsed() {
        return wildcardsUsed;
    }

    /** Whether the token stands for what one wildcard of the source stood for. */
    static boolean isWildcard(String token) {
        return numberOf(token) > 0;
    }

    /** The number of the wildcard that the token stands for, or 0. */
    static int numberOf(String token) {
        Matcher dollar = DOLLAR.matcher(token);
        if (dollar.matches()) {
            return Integer.parseInt(dollar.group(1));
        }
        Matcher call = CALL.matcher(token);
        if (call.matches() && nameOf(call).equals("wildcard")) {
            String argument = call.group(2).strip();
            return argument.matches("\\d{1,9}") ? Integer.parseInt(argument) : 0;
        }
        return 0;
    }

    TransformToken read(String token) {
        Matcher dollar = DOLLAR.matcher(token);
        if (dollar.matches()) {
            return wildcard(token, Integer.parseInt(dollar.group(1)));
        }
        if (token.length() <= 4 || !token.startsWith("{{") || !token.endsWith("}}")) {
            return literal(token);
        }
        Matcher call = CALL.matcher(token);
        if (!call.matches()) {
            throw refused("unknown function", token);
        }
        String name = nameOf(call);
        if (reversible && !name.equals("wildcard")) {
            throw refused("the only mapping function allowed for import transforms is {{Wildcard()}}", token);
        }
        List<String> arguments = Arrays.asList(COMMA.split(call.group(2), -1));
        return switch (name) {
            case "wildcard" -> {
                expect(1, arguments, token);
                yield wildcard(token, integer(arguments.get(0), token));
            }
            case "partition" -> partition(token, arguments);
            case "random" -> {
                expect(1, arguments, token);
                yield random(integer(arguments.get(0), token));
            }
            case "split" -> split(token, arguments);
            case "splitfromleft", "splitfromright", "slicefromleft", "slicefromright", "left", "right" ->
                cut(name, token, arguments);
            default -> throw refused("unknown function", token);
        };
    }

    private static String nameOf(Matcher call) {
        return call.group(1).toLowerCase(Locale.ROOT);
    }

    private static TransformToken literal(String token) {
        byte[] bytes = token.getBytes(UTF_8);
        return (subject, out) -> out.write(bytes, 0, bytes.length);
    }

    private TransformToken wildcard(String token, int number) {
        int at = place(token, number);
        wildcardsUsed++;
        return (subject, out) -> out.write(subject.bytes(), subject.start(at), subject.end(at));
    }

    private TransformToken partition(String token, List<String> arguments) {
        int count = integer(arguments.get(0), token);
        int[] keys = new int[arguments.size() - 1];
        for (int i = 0; i < keys.length; i++) {
            int number = integer(arguments.get(i + 1), token);
            // NATS takes number 0, which is no wildcard, for the first token.
            keys[i] = number == 0 ? 0 : place(token, number);
        }
        return (subject, out) -> {
            int hash = FNV_BASIS;
            if (keys.length == 0) {
                hash = fnv(hash, subject.bytes(), 0, subject.bytes().length);
            }
            for (int key : keys) {
                hash = fnv(hash, subject.bytes(), subject.start(key), subject.end(key));
            }
            out.write(Integer.toString(count == 0 ? 0 : Integer.remainderUnsigned(hash, count)));
        };
    }

    private static int fnv(int before, byte[] bytes, int start, int end) {
        int hash = before;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    private static TransformToken random(int bound) {
        return (subject, out) -> out.write(
                Integer.toString(bound <= 0 ? 0 : ThreadLocalRandom.current().nextInt(bound)));
    }

    private TransformToken split(String token, List<String> arguments) {
        expect(2, arguments, token);
        int at = place(token, integer(arguments.get(0), token));
        String separator = arguments.get(1);
        if (separator.isEmpty() || separator.indexOf(' ') >= 0 || separator.indexOf('.') >= 0) {
            throw invalid(token);
        }
        Pattern pattern = Pattern.compile(Pattern.quote(separator));
        return (subject, out) -> {
            String text = new String(subject.bytes(), subject.start(at), subject.end(at) - subject.start(at), UTF_8);
            List<String> parts = new ArrayList<>(Arrays.asList(pattern.split(text, -1)));
            parts.removeIf(String::isEmpty);
            out.write(String.join(".", parts));
        };
    }

    /** The functions that cut a token at a length. One that is too short for it stays whole. */
    private TransformToken cut(String name, String token, List<String> arguments) {
        expect(2, arguments, token);
        int at = place(token, integer(arguments.get(0), token));
        int length = integer(arguments.get(1), token);
        return (subject, out) -> {
            byte[] bytes = subject.bytes();
            int start = subject.start(at);
            int end = subject.end(at);
            if (length <= 0 || length >= end - start) {
                out.write(bytes, start, end);
                return;
            }
            switch (name) {
                case "left" -> out.write(bytes, start, start + length);
                case "right" -> out.write(bytes, end - length, end);
                case "splitfromleft" -> pieces(bytes, start, start + length, end - start, end, out);
                case "splitfromright" -> pieces(bytes, start, end - length, end - start, end, out);
                case "slicefromleft" -> pieces(bytes, start, start + length, length, end, out);
                default -> {
                    int remainder = (end - start) % length;
                    pieces(bytes, start, start + (remainder == 0 ? length : remainder), length, end, out);
                }
            }
        };
    }

    /** Writes a first piece and then pieces of one size, the last of which may be shorter. */
    private static void pieces(byte[] bytes, int start, int firstEnd, int size, int end, TransformOutput out) {
        out.write(bytes, start, firstEnd);
        for (int at = firstEnd; at < end; at += size) {
            out.dot();
            out.write(bytes, at, Math.min(at + size, end));
        }
    }

    /** Where the wildcard of this number stands in the source. */
    private int place(String token, int number) {
        if (!hasWildcards || number < 1 || number > wildcards.size()) {
            throw refused("wildcard index out of range", token + (hasWildcards ? ": [" + number + "]" : ""));
        }
        return wildcards.get(number - 1);
    }

    private static void expect(int count, List<String> arguments, String token) {
        if (arguments.size() < count || (count == 1 && arguments.get(0).isEmpty())) {
            throw refused("not enough arguments passed to the function", token);
        }
        if (arguments.size() > count) {
            throw refused("too many arguments passed to the function", token);
        }
    }

    private static int integer(String argument, String token) {
        try {
            return Integer.parseInt(argument.strip());
        } catch (NumberFormatException e) {
            throw invalid(token);
        }
    }

    private static IllegalArgumentException invalid(String token) {
        return refused("function argument is invalid or in the wrong format", token);
    }

    static IllegalArgumentException refused(String why, String token) {
        return new IllegalArgumentException("invalid mapping destination: " + why + " in " + token);
    }
}
