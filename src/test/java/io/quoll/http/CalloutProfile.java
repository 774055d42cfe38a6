package io.quoll.http;

import io.quoll.testkit.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A service judges who may come in. */
public class CalloutProfile extends ApiProfile {

    static final Signer ISSUER = Signer.account();

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
                    accounts: { AUTH: { users: [ {user: auth, password: auth} ] }, APP: {} }
                    authorization: { timeout: 1s, auth_callout: { issuer: %s, account: AUTH, auth_users: [ auth ] } }
                    """.formatted(ISSUER.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
