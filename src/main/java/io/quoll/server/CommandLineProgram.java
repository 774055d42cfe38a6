package io.quoll.server;

import io.quoll.bench.BenchCommand;
import io.quoll.config.CommandLine;
import io.quoll.config.ConfigException;
import io.quoll.config.Settings;
import io.quoll.transport.tls.TlsException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** What the program does on the terminal before, or instead of, serving. */
final class CommandLineProgram {

    private static final int OK = 0;
    private static final int FAILED = 1;

    private CommandLineProgram() {}

    /**
     * Does what the command line asks for, up to the start of the server.
     *
     * @return the exit code, or nothing if the server is to start
     */
    static OptionalInt run(String[] arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        if (arguments.length > 0 && arguments[0].equals("bench")) {
            return OptionalInt.of(BenchCommand.run(Arrays.copyOfRange(arguments, 1, arguments.length), out, err));
        }
        CommandLine.Outcome outcome = CommandLine.parse(List.of(arguments));
        if (outcome instanceof CommandLine.Help help) {
            out.println(help.text());
            return OptionalInt.of(OK);
        }
        if (outcome instanceof CommandLine.Version) {
            // Test suites that start a nats-server read the release from exactly this.
            out.println("nats-server: v" + Identity.NATS_VERSION);
            err.println("Quoll " + Identity.VERSION);
            return OptionalInt.of(OK);
        }
        if (outcome instanceof CommandLine.Failure failure) {
            err.println("quoll: " + failure.message());
            return OptionalInt.of(FAILED);
        }
        if (outcome instanceof CommandLine.Signal signal) {
            return OptionalInt.of(send(signal, err));
        }
        try {
            if (outcome instanceof CommandLine.Check check) {
                Settings settings = Launch.settings(check.flags(), Launch.processProperties());
                check.notices().forEach(notice -> err.println("quoll: " + notice));
                settings.notices().forEach(notice -> err.println("quoll: " + notice));
                TlsContexts.load(settings);
                err.println("quoll: configuration "
                        + settings.configFile().map(f -> "file " + f + " ").orElse("") + "is valid");
                return OptionalInt.of(OK);
            }
            CommandLine.Run run = (CommandLine.Run) outcome;
            TlsContexts.load(Launch.settings(run.flags(), Launch.processProperties()));
            Launch.remember(run);
            return OptionalInt.empty();
        } catch (ConfigException | TlsException e) {
            err.println("quoll: " + e.getMessage());
            return OptionalInt.of(FAILED);
        }
    }

    private static int send(CommandLine.Signal signal, PrintStream err) {
        try {
            SignalCommand.run(signal);
            return OK;
        } catch (IOException e) {
            err.println("quoll: " + e.getMessage());
            return FAILED;
        }
    }
}
