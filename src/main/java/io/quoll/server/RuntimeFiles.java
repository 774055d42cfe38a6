package io.quoll.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Files that tell others about the running server, and go when it goes: its process id, and its ports. */
final class RuntimeFiles {

    private static final List<Path> WRITTEN = new CopyOnWriteArrayList<>();

    private RuntimeFiles() {}

    static void writePid(Path file) {
        write(file, Long.toString(ProcessHandle.current().pid()));
    }

    /**
     * Writes {@code nats-server_<pid>.ports}, under the name that those look for who start a nats-server.
     *
     * @param clientUrls and the others: empty where there is no such listener
     */
    static void writePorts(
            Path directory, List<String> clientUrls, List<String> webSocketUrls, List<String> monitoringUrls) {
        String json = "{" + field("nats", clientUrls)
                + (monitoringUrls.isEmpty() ? "" : "," + field("monitoring", monitoringUrls))
                + (webSocketUrls.isEmpty() ? "" : "," + field("websocket", webSocketUrls)) + "}";
        write(directory.resolve("nats-server_" + ProcessHandle.current().pid() + ".ports"), json);
    }

    private static String field(String name, List<String> urls) {
        return "\"" + name + "\":"
                + urls.stream().map(url -> "\"" + url + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    /** Whole or not at all, so that nobody reads half a file. */
    private static void write(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            Path temporary = Files.createTempFile(parent, "quoll", ".tmp");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            WRITTEN.add(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static void removeAll() {
        for (Path file : WRITTEN) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.getLogger(RuntimeFiles.class.getName())
                        .log(System.Logger.Level.DEBUG, "cannot remove " + file, e);
            }
        }
        WRITTEN.clear();
    }
}
