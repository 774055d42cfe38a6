package io.quoll.account.nkey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {

    /** A user's key as it is written in NATS's documentation. */
    private static final String KEY = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    @Test
    void shouldReadAKeyOfEachKind() {
        // given
        Signer operator = Signer.operator();
        Signer account = Signer.account();
        Signer user = Signer.user();

        // when
        boolean valid = PublicKey.isValid(operator.key(), KeyKind.OPERATOR)
                && PublicKey.isValid(account.key(), KeyKind.ACCOUNT)
                && PublicKey.isValid(user.key(), KeyKind.USER);

        // then
        assertThat(valid).isTrue();
        assertThat(PublicKey.isValid(user.key(), KeyKind.ACCOUNT)).isFalse();
    }

    @Test
    void shouldWriteAKeyAsItWasRead() {
        // given
        PublicKey key = PublicKey.parse(KEY).orElseThrow();

        // when
        String text = key.toString();

        // then
        assertThat(text).isEqualTo(KEY);
        assertThat(key.kind()).isEqualTo(KeyKind.USER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "U",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF5",
                "VDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4A",
                "udxu4rcsjnzoiqhznwxhxordprtgnjahahfrgzneejcpqtt2m7nlcnf4",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF1",
                "SUAIO3FHUX5PNV2LQIIP7TZ3N4L7TX3W53MQGEIVYFIGA635OZCKEYHFLM"
            })
    void shouldRefuseWhatIsNoPublicKey(String text) {
        // given
        // a text that was mistyped, cut, or is something else

        // when
        boolean read = PublicKey.parse(text).isPresent();

        // then
        assertThat(read).isFalse();
    }

    @Test
    void shouldVerifyWhatTheOfficialClientSigned() {
        // given
        Signer signer = Signer.user();
        PublicKey key = PublicKey.parse(signer.key()).orElseThrow();
        byte[] message = "nonce".getBytes(US_ASCII);

        // when
        byte[] signature = signer.sign(message);

        // then
        assertThat(key.verifies(message, signature)).isTrue();
        assertThat(key.verifies("other".getBytes(US_ASCII), signature)).isFalse();
        assertThat(key.verifies(message, new byte[64])).isFalse();
        assertThat(key.verifies(message, new byte[3])).isFalse();
        assertThat(PublicKey.parse(KEY).orElseThrow().verifies(message, signature))
                .isFalse();
    }

    @Test
    void shouldSignWithTheServersOwnKey() {
        // given
        ServerKey server = ServerKey.generate();

        // when
        byte[] signature = server.sign("claims".getBytes(US_ASCII));

        // then
        assertThat(server.publicKey().toString()).startsWith("N");
        assertThat(PublicKey.parse(server.publicKey().toString())
                        .orElseThrow()
                        .verifies("claims".getBytes(US_ASCII), signature))
                .isTrue();
    }
}
