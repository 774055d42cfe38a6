package io.quoll.http;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A user who may not do everything, and one whose password is a hash, which takes long to judge. */
public class AuthorizedProfile extends ApiProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        overrides.put("quoll.config", file().toString());
        return overrides;
    }

    private static Path file() {
        String hash = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
        try {
            Path file = Files.createTempFile("quoll", ".conf");
            file.toFile().deleteOnExit();
            return Files.writeString(file, """
                    authorization {
                      users: [
                        { user: alice, password: wonder, permissions: { publish: { deny: "secret.>" }, subscribe: { deny: "secret.*" } } }
                        { user: bob, password: "%s" }
                      ]
                    }
                    """.formatted(hash));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
