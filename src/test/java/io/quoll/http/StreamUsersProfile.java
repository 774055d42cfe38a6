package io.quoll.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Users of two accounts with streams, one of whom may do only a little with one of them. */
public class StreamUsersProfile extends ApiProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        overrides.put("quoll.config", file().toString());
        return overrides;
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("quoll", ".conf");
            file.toFile().deleteOnExit();
            return Files.writeString(file, """
                    accounts {
                      A {
                        jetstream: enabled
                        users: [
                          { user: owner, password: owner }
                          { user: clerk, password: clerk, permissions: { publish: { allow: [
                            "$JS.API.CONSUMER.CREATE.JOBS.http.jobs.public",
                            "$JS.API.CONSUMER.MSG.NEXT.JOBS.work", "$JS.ACK.JOBS.work.>"
                          ] } } }
                        ]
                      }
                      B { jetstream: enabled, users: [ { user: stranger, password: stranger } ] }
                    }
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
