package io.quoll.monitor;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The paths of monitoring, in the order in which the page at the root links to them. */
enum Endpoint {
    ROOT("/", "This page"),
    VARZ("/varz", "General"),
    JSZ("/jsz", "JetStream"),
    CONNZ("/connz", "Connections"),
    ACCOUNTZ("/accountz", "Accounts"),
    ACCSTATZ("/accstatz", "Account statistics"),
    SUBSZ("/subsz", "Subscriptions"),
    ROUTEZ("/routez", "Routes"),
    LEAFZ("/leafz", "Leaf nodes"),
    GATEWAYZ("/gatewayz", "Gateways"),
    HEALTHZ("/healthz", "Health");

    /** The long name of {@link #SUBSZ}. */
    private static final String SUBSCRIPTIONSZ = "/subscriptionsz";

    private static final Map<String, Endpoint> BY_PATH =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Endpoint::path, Function.identity()));

    private final String path;
    private final String title;

    Endpoint(String path, String title) {
        this.path = path;
        this.title = title;
    }

    static Optional<Endpoint> at(String path) {
        return Optional.ofNullable(path.equals(SUBSCRIPTIONSZ) ? SUBSZ : BY_PATH.get(path));
    }

    String path() {
        return path;
    }

    String title() {
        return title;
    }
}
