package io.quoll.http;

import java.util.concurrent.TimeUnit;

/**
 * What one account may ask for at this moment: so many requests at a time and so many a second, of which those of one second
 * may be saved up. Any thread.
 */
final class AccountShare {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final int rate;
    private int underway;
    private double allowance;
    private long seenAt;

    /**
     * @param rate requests a second, 0 for any number
     */
    AccountShare(int most, int rate, long nowNanos) {
        this.most = most;
        this.rate = rate;
        this.allowance = rate;
        this.seenAt = nowNanos;
    }

    /** Whether a request may begin; one that does has to {@link #end}. */
    synchronized boolean begin(long nowNanos) {
        allowance = Math.min(rate, allowance + rate * (nowNanos - seenAt) / SECOND);
        seenAt = nowNanos;
        if (underway >= most || rate > 0 && allowance < 1) {
            return false;
        }
        underway++;
        allowance--;
        return true;
    }

    synchronized void end() {
        underway--;
    }
}
