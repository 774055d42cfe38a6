package io.quoll.http;

import at.favre.lib.crypto.bcrypt.BCrypt;

/** A user who may not do everything, and one whose password is a hash, which takes long to judge. */
public class AuthorizedProfile extends ConfiguredProfile {

    public AuthorizedProfile() {
        super("""
                authorization {
                  users: [
                    { user: alice, password: wonder, permissions: { publish: { deny: "secret.>" }, subscribe: { deny: "secret.*" } } }
                    { user: bob, password: "%s" }
                  ]
                }
                """.formatted(BCrypt.withDefaults().hashToString(4, "secret".toCharArray())));
    }
}
