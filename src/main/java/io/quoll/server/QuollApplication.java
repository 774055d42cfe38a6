package io.quoll.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The program: judges the command line before anything heavy is loaded, then runs the broker until it is told to stop. */
@QuarkusMain
public final class QuollApplication implements QuarkusApplication {

    public static void main(String... args) {
        Quarkus.run(QuollApplication.class, args);
    }

    @Override
    public int run(String... args) {
        Quarkus.waitForExit();
        return 0;
    }
}
