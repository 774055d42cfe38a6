package io.quoll.account.nkey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.Signer;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class NonceSignatureTest {

    private final Signer signer = Signer.user();
    private final PublicKey key = PublicKey.parse(signer.key()).orElseThrow();
    private final String nonce = new Nonces().next();

    @Test
    void shouldAcceptBothAlphabets() {
        // given
        byte[] signature = signer.sign(nonce.getBytes(US_ASCII));

        // when
        boolean url = NonceSignature.isOf(
                key, nonce, Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        boolean standard = NonceSignature.isOf(key, nonce, Base64.getEncoder().encodeToString(signature));

        // then
        assertThat(url).isTrue();
        assertThat(standard).isTrue();
    }

    @Test
    void shouldRefuseTheSignatureOfAnotherNonce() {
        // given
        String replayed = signer.sign(nonce);

        // when
        boolean accepted = NonceSignature.isOf(key, new Nonces().next(), replayed);

        // then
        assertThat(accepted).isFalse();
    }

    @Test
    void shouldRefuseWhatIsNoSignature() {
        // given
        String signature = signer.sign(nonce);

        // when
        boolean withoutNonce = NonceSignature.isOf(key, null, signature);

        // then
        assertThat(withoutNonce).isFalse();
        assertThat(NonceSignature.isOf(key, nonce, null)).isFalse();
        assertThat(NonceSignature.isOf(key, nonce, "")).isFalse();
        assertThat(NonceSignature.isOf(key, nonce, "not base 64 !")).isFalse();
        assertThat(NonceSignature.isOf(key, nonce, signature.substring(2))).isFalse();
    }

    @Test
    void shouldMakeAnotherNonceEachTime() {
        // given
        Nonces nonces = new Nonces();

        // when
        String first = nonces.next();
        String second = nonces.next();

        // then
        assertThat(first).hasSize(15).matches("[A-Za-z0-9_-]+").isNotEqualTo(second);
    }
}
