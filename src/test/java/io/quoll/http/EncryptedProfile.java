package io.quoll.http;

import io.quoll.testkit.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Map;

/** An API over TLS, where clients are known by their certificates, and pages of one other origin. */
public class EncryptedProfile extends ApiProfile {

    /** Says where {@link #STORE} is. */
    static final String DIRECTORY = "certificates.directory";

    /** What Alice shows, and whom she trusts. */
    static final String STORE = "alice.p12";

    static final String ORIGIN = "https://shop.example";

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path directory = Files.createTempDirectory("quoll");
            TestAuthority authority = new TestAuthority(directory);
            store(directory.resolve(STORE), authority.issue("alice", "email:alice@example.com"), authority);
            Path config = authority.write(
                    "quoll.conf", """
                    tls {
                      %s
                      ca_file: '%s'
                      verify_and_map: true
                    }
                    http_api_allowed_origins: ["%s"]
                    authorization {
                      users: [
                        { user: "alice@example.com", permissions: { publish: "alice.>" } }
                      ]
                    }
                    """.formatted(authority.server().asConfig(), authority.file(), ORIGIN));
            Map<String, String> overrides = super.getConfigOverrides();
            overrides.put("quoll.config", config.toString());
            overrides.put(DIRECTORY, directory.toString());
            return overrides;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void store(Path file, TestAuthority.Issued alice, TestAuthority authority) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", alice.keys().getPrivate(), new char[0], new Certificate[] {alice.certificate()});
            store.setCertificateEntry("authority", authority.certificate());
            store.store(out, new char[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
