package io.quoll.server;

import io.quoll.config.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** {@code --signal}: tells a server of this machine, named by its process id or by the file that holds it, what to do. */
final class SignalCommand {

    private static final Pattern PROCESS_ID = Pattern.compile("\\d{1,9}");

    private SignalCommand() {}

    /**
     * Sends it and does not wait for what comes of it.
     *
     * @throws IOException when there is no such server, or it is not ours to tell
     */
    static void run(CommandLine.Signal command) throws IOException {
        SignalSender.send(processId(command.process()), command.signal().systemName());
    }

    private static int processId(String process) throws IOException {
        String id = PROCESS_ID.matcher(process).matches() ? process : readFile(process);
        if (!PROCESS_ID.matcher(id).matches()) {
            throw new IOException(process + " holds no process id");
        }
        int number = Integer.parseInt(id);
        if (number == 0) {
            throw new IOException("0 is no process id");
        }
        return number;
    }

    private static String readFile(String name) throws IOException {
        try {
            return Files.readString(Path.of(name)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IOException("cannot read a process id from " + name, e);
        }
    }
}
