package io.quoll.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Tells once a second how fast it goes: on a terminal in one line that is written over, else line by line. */
final class ProgressLine {

    private final PrintStream out;
    private final boolean shown;
    private final boolean overwritten;
    private long lastNanos;
    private long lastSent;
    private long lastReceived;
    private int width;

    private ProgressLine(PrintStream out, boolean shown, boolean overwritten) {
        this.out = out;
        this.shown = shown;
        this.overwritten = overwritten;
    }

    static ProgressLine of(BenchOptions options, PrintStream out, boolean terminal) {
        boolean shown = !options.noProgress() && (options.progress() || terminal);
        return new ProgressLine(out, shown, !options.progress());
    }

    /** Tells something that is worth a line of its own. */
    void say(String sentence) {
        if (shown) {
            clear();
            out.println(sentence);
        }
    }

    /** A word for each count that is not negative, and the rates since the last call. */
    void tick(long elapsedNanos, long sent, long received) {
        double seconds = (elapsedNanos - lastNanos) / 1e9;
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%4d s", Math.round(elapsedNanos / 1e9)));
        if (sent >= 0) {
            line.append("   sent ").append(HumanUnits.count(sent));
            line.append(" at ").append(HumanUnits.rate((sent - lastSent) / seconds));
        }
        if (received >= 0) {
            line.append("   received ").append(HumanUnits.count(received));
            line.append(" at ").append(HumanUnits.rate((received - lastReceived) / seconds));
        }
        lastNanos = elapsedNanos;
        lastSent = sent;
        lastReceived = received;
        if (shown) {
            clear();
            if (overwritten) {
                width = line.length();
                out.print(line);
            } else {
                out.println(line);
            }
            out.flush();
        }
    }

    void clear() {
        if (width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
            width = 0;
        }
    }
}
