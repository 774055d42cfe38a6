package io.quoll.account.nkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveKeyTest {

    private final CurveKey server = CurveKey.generate();
    private final CurveKey service = CurveKey.generate();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 64, 1000})
    void shouldBeReadByWhomItIsFor(int length) throws SealException {
        // given
        byte[] message = "m".repeat(length).getBytes(UTF_8);

        // when
        byte[] sealed = server.seal(message, service.publicKey());

        // then
        assertThat(service.open(sealed, server.publicKey())).isEqualTo(message);
        assertThat(new String(sealed, UTF_8)).startsWith("xkv1").doesNotContain("mmmm");
        assertThat(server.publicKey().toString()).startsWith("X");
    }

    @Test
    void shouldNotOpenWhatWasChangedOrCutAnywhere() throws SealException {
        // given
        byte[] sealed = server.seal("secret".getBytes(UTF_8), service.publicKey());

        // when, then
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> service.open(changed, server.publicKey())).isInstanceOf(SealException.class);
            assertThatThrownBy(() -> service.open(cut, server.publicKey())).isInstanceOf(SealException.class);
        }
    }

    @Test
    void shouldNotOpenWhatIsOfSomebodyElse() throws SealException {
        // given
        CurveKey other = CurveKey.generate();
        byte[] sealed = other.seal("secret".getBytes(UTF_8), service.publicKey());

        // when, then
        assertThatThrownBy(() -> service.open(sealed, server.publicKey())).isInstanceOf(SealException.class);
        assertThatThrownBy(() -> server.open(sealed, other.publicKey())).isInstanceOf(SealException.class);
    }

    @Test
    void shouldAgreeWithCurveKeysOnly() {
        // given
        PublicKey zero = PublicKey.of(KeyKind.CURVE, new byte[32]);
        PublicKey signs = ServerKey.generate().publicKey();

        // when, then
        assertThatThrownBy(() -> server.seal(new byte[1], zero)).hasMessageEndingWith("is no key to agree with");
        assertThatThrownBy(() -> server.seal(new byte[1], signs)).hasMessageEndingWith("is no key to agree with");
    }
}
