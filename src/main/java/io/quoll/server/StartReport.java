package io.quoll.server;

import io.quarkus.runtime.ImageMode;
import io.quoll.config.Origin;
import io.quoll.config.Position;
import io.quoll.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the log says of a start: which program this is, what it may use of the machine, and where its settings came from. */
final class StartReport {

    private static final long MEGABYTE = 1024 * 1024;

    private StartReport() {}

    /** The release, and whether it runs as a native executable or on a JVM, of which Java. */
    static String program() {
        boolean nativeExecutable = ImageMode.current() == ImageMode.NATIVE_RUN;
        return "Quoll " + Identity.VERSION + " (" + (nativeExecutable ? "native executable" : "JVM") + ", Java "
                + Runtime.version().feature() + ")";
    }

    /** What the machine, or the container around, leaves to the program. */
    static String resources(int eventLoops) {
        Runtime runtime = Runtime.getRuntime();
        return "Processors: " + runtime.availableProcessors() + ", event loops: " + eventLoops + ", heap at most "
                + runtime.maxMemory() / MEGABYTE + " MB";
    }

    /** Each source of settings once, with the number of settings where it gave several. Values are not told. */
    static String sources(Settings settings) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        settings.given().forEach(setting -> counts.merge(source(settings.origin(setting)), 1, Integer::sum));
        return counts.isEmpty()
                ? "Settings: the defaults"
                : counts.entrySet().stream()
                        .map(source -> source.getKey() + (source.getValue() == 1 ? "" : " (" + source.getValue() + ")"))
                        .collect(Collectors.joining(", ", "Settings: ", ", else the defaults"));
    }

    private static String source(Origin origin) {
        return origin instanceof Position position ? "file " + position.file() : origin.describe();
    }
}
