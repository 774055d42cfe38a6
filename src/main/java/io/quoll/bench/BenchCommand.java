package io.quoll.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The load tool as a command: {@code bench pub|sub|pubsub|request|reply [options]}. The result goes to the first stream,
 * errors and progress to the second.
 */
public final class BenchCommand {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final long SUMMARY_SECONDS = 5;

    private BenchCommand() {}

    /**
     * Runs to the end, at most until the time-out after the last progress.
     *
     * @param args the words after {@code bench}
     * @return 0 when all went well, 1 when the run failed, 2 when the words make no sense
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        List<String> words = Arrays.asList(args);
        if (words.isEmpty()) {
            err.print(BenchHelp.general());
            return MISUSED;
        }
        boolean helpWanted = words.get(0).equals("help") || words.stream().anyMatch(BenchCommand::isHelp);
        String first = words.get(0).equals("help") && words.size() > 1 ? words.get(1) : words.get(0);
        BenchMode mode = BenchMode.of(first);
        if (helpWanted) {
            out.print(mode == null ? BenchHelp.general() : BenchHelp.of(mode));
            return OK;
        }
        if (mode == null) {
            err.println(unknownMode(first));
            return MISUSED;
        }
        try {
            return run(BenchOptions.parse(mode, words.subList(1, words.size())), out, err);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("See: quoll bench " + mode.word() + " --help");
            return MISUSED;
        }
    }

    private static int run(BenchOptions options, PrintStream out, PrintStream err) {
        LoadRun run = new LoadRun(options, ProgressLine.of(options, err, isTerminal()));
        CountDownLatch printed = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> finish(run, printed), "bench end");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            RunResult result = run.measure();
            print(result, out, err);
            return result.isOk() ? OK : FAILED;
        } finally {
            printed.countDown();
            forget(onInterrupt);
        }
    }

    private static void print(RunResult result, PrintStream out, PrintStream err) {
        if (result.options().json()) {
            out.println(result.json());
        } else {
            out.print(result.text());
        }
        out.flush();
        @Nullable String failure = result.failure();
        if (failure != null) {
            err.println("bench " + result.options().mode().word() + ": " + failure);
        }
        err.flush();
    }

    /** Ends the run on Ctrl-C and holds the process until what was measured is printed. */
    private static void finish(LoadRun run, CountDownLatch printed) {
        run.interrupt();
        try {
            printed.await(SUMMARY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, through this hook or another.
        }
    }

    // From JDK 22 on there is always a console; asking it whether it is a terminal does not compile on 17.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null;
    }

    private static boolean isHelp(String word) {
        return word.equals("--help") || word.equals("-help") || word.equals("-h");
    }

    private static String unknownMode(String typed) {
        List<String> known =
                Arrays.stream(BenchMode.values()).map(BenchMode::word).toList();
        String meant = Suggestion.nearest(typed, known);
        return "bench: unknown mode " + typed
                + (meant == null ? ", known are " + String.join(", ", known) : ", did you mean " + meant + "?");
    }
}
