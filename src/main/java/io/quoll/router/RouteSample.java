package io.quoll.router;

/** How many of a lane's cached routes were looked at, how many receivers they have in all, and the most of one. */
public record RouteSample(int routes, long receivers, int largestFanout) {

    public static final RouteSample NONE = new RouteSample(0, 0, 0);
}
