package io.quoll.http;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.util.Map;

/** A user with a plain password and one with a hash, which takes long to judge. */
public class AuthorizedProfile extends ApiProfile {

    private static final String HASH = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        overrides.put("quoll.authorization.users", "alice:wonder,bob:" + HASH);
        return overrides;
    }
}
