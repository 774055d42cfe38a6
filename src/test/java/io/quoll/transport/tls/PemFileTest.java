package io.quoll.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFileTest {

    @TempDir
    Path directory = Path.of("");

    private TestAuthority.Issued issued(TestAuthority authority, TestAuthority.KeyKind kind) {
        return authority.issue(kind, Instant.now().plusSeconds(3600), "CN=x");
    }

    @Test
    void shouldReadAKeyThatSaysWhatItIs() {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued rsa = issued(authority, TestAuthority.KeyKind.RSA);

        // when
        PrivateKey key = PemFile.read(rsa.keyFile()).privateKey();

        // then
        assertThat(key).isEqualTo(rsa.keys().getPrivate());
    }

    @Test
    void shouldReadAKeyThatIsRsaOnly() {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued rsa = issued(authority, TestAuthority.KeyKind.RSA);
        // What the envelope of 26 bytes holds.
        byte[] envelope = rsa.keys().getPrivate().getEncoded();
        byte[] inside = Arrays.copyOfRange(envelope, 26, envelope.length);
        Path file = authority.write("old.key", TestAuthority.pem("RSA PRIVATE KEY", inside));

        // when
        PrivateKey key = PemFile.read(file).privateKey();

        // then
        assertThat(key).isEqualTo(rsa.keys().getPrivate());
    }

    @Test
    void shouldReadAKeyOfACurve() {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued ec = issued(authority, TestAuthority.KeyKind.EC);
        Path file = authority.write(
                "old.key",
                TestAuthority.pem("EC PARAMETERS", P256_ALONE) + TestAuthority.pem("EC PRIVATE KEY", sec1(ec)));

        // when
        PrivateKey key = PemFile.read(file).privateKey();

        // then
        assertThat(KeyMatch.belongTogether(ec.certificate().getPublicKey(), key))
                .isTrue();
    }

    private static final byte[] P256_ALONE = {0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x03, 0x01, 0x07};

    /** {@code SEQUENCE { 1, OCTET STRING key, [0] P-256 }}. */
    private static byte[] sec1(TestAuthority.Issued ec) {
        byte[] number = ((java.security.interfaces.ECPrivateKey) ec.keys().getPrivate())
                .getS()
                .toByteArray();
        byte[] key = new byte[32];
        int from = Math.max(0, number.length - 32);
        System.arraycopy(number, from, key, 32 - (number.length - from), number.length - from);
        byte[] encoded = new byte[2 + 3 + 2 + 32 + 2 + P256_ALONE.length];
        encoded[0] = 0x30;
        encoded[1] = (byte) (encoded.length - 2);
        System.arraycopy(new byte[] {0x02, 0x01, 0x01, 0x04, 0x20}, 0, encoded, 2, 5);
        System.arraycopy(key, 0, encoded, 7, 32);
        encoded[39] = (byte) 0xA0;
        encoded[40] = (byte) P256_ALONE.length;
        System.arraycopy(P256_ALONE, 0, encoded, 41, P256_ALONE.length);
        return encoded;
    }

    @Test
    void shouldSayThatItCannotReadEncryptedKeys() {
        // given
        TestAuthority authority = new TestAuthority(directory);
        Path old = authority.write("old.key", """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES

                AAAA
                -----END RSA PRIVATE KEY-----
                """);
        Path newer = authority.write("new.key", TestAuthority.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));

        // when
        for (Path file : new Path[] {old, newer}) {

            // then
            assertThatThrownBy(() -> PemFile.read(file).privateKey())
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("encrypted keys cannot be read");
        }
    }

    @Test
    void shouldSayWhatIsMissing() {
        // given
        TestAuthority authority = new TestAuthority(directory);
        Path empty = authority.write("empty.pem", "nothing here");
        Path broken = authority.write(
                "broken.pem", TestAuthority.pem("CERTIFICATE", "no certificate".getBytes(StandardCharsets.UTF_8)));

        // when
        PemFile file = PemFile.read(empty);

        // then
        assertThatThrownBy(file::certificates).hasMessageContaining("there is no certificate in it");
        assertThatThrownBy(file::privateKey).hasMessageContaining("there is no private key in it");
        assertThatThrownBy(() -> PemFile.read(broken).certificates()).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> PemFile.read(directory.resolve("absent"))).hasMessageContaining("there is no file");
    }

    @Test
    void shouldNoticeAKeyOfAnotherCertificate() {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued one = authority.server();
        TestAuthority.Issued other = authority.server();
        TlsOptions.KeyPairFiles mixed = new TlsOptions.KeyPairFiles(one.certificateFile(), other.keyFile());

        // when
        assertThatThrownBy(() -> new ServerKeys(java.util.List.of(mixed)))

                // then
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("is not that of the certificate in");
    }
}
