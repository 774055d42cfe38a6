package io.quoll.http;

import io.quoll.testkit.Signer;

/** A service judges who may come in. */
public class CalloutProfile extends ConfiguredProfile {

    static final Signer ISSUER = Signer.account();

    public CalloutProfile() {
        super("""
                accounts: { AUTH: { users: [ {user: auth, password: auth} ] }, APP: {} }
                authorization: { timeout: 1s, auth_callout: { issuer: %s, account: AUTH, auth_users: [ auth ] } }
                """.formatted(ISSUER.key()));
    }
}
