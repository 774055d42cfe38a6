package io.quoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {

    @Test
    void shouldHaveDefaults() throws UsageException {
        // given
        List<String> nothing = List.of();

        // when
        BenchOptions options = BenchOptions.parse(BenchMode.PUBSUB, nothing);

        // then
        assertThat(options.server()).isEqualTo(new ServerAddress("127.0.0.1", 4222, null, null, null));
        assertThat(options.subject(0)).isEqualTo("quoll.bench");
        assertThat(options.pattern()).isEqualTo("quoll.bench");
        assertThat(options.messages()).isEqualTo(1_000_000);
        assertThat(options.size()).isEqualTo(128);
        assertThat(options.rate()).isZero();
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.queue()).isNull();
    }

    @Test
    void shouldTakeOneOrTwoDashesAndBlankOrEquals() throws UsageException {
        // given
        List<String> words = List.of("-msgs=2.5k", "--size", "4k", "-pub", "2", "--rate=1m", "--headers", "-json");

        // when
        BenchOptions options = BenchOptions.parse(BenchMode.PUB, words);

        // then
        assertThat(options.messages()).isEqualTo(2_500);
        assertThat(options.size()).isEqualTo(4096);
        assertThat(options.publishers()).isEqualTo(2);
        assertThat(options.rate()).isEqualTo(1_000_000);
        assertThat(options.headers()).isTrue();
        assertThat(options.json()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "host, host, 4222, , , ",
        "host:1, host, 1, , , ",
        "nats://host:4333/, host, 4333, , , ",
        "NATS://u:p@host, host, 4222, u, p, ",
        "nats://u:p%40:x@host:1, host, 1, u, p@:x, ",
        "nats://secret+1@host:1, host, 1, , , secret+1",
        "[::1]:4333, ::1, 4333, , , ",
        "nats://t@[fe80::2], fe80::2, 4222, , , t",
        "::1, ::1, 4222, , , ",
    })
    void shouldReadServerAddresses(String typed, String host, int port, String user, String password, String token)
            throws UsageException {
        // given
        ServerAddress expected = new ServerAddress(host, port, user, password, token);

        // when
        ServerAddress server = ServerAddress.parse(typed);

        // then
        assertThat(server).isEqualTo(expected);
    }

    @Test
    void shouldPreferCredentialsOfOptions() throws UsageException {
        // given
        List<String> words = List.of("-s", "nats://u:p@[::1]:1", "--password", "q");

        // when
        BenchOptions options = BenchOptions.parse(BenchMode.SUB, words);

        // then
        assertThat(options.server()).isEqualTo(new ServerAddress("::1", 1, "u", "q", null));
        assertThat(options.server().place()).isEqualTo("[::1]:1");
    }

    @Test
    void shouldSpreadOverSubjects() throws UsageException {
        // given
        List<String> words = List.of("--subject", "a.b", "--subjects", "10");

        // when
        BenchOptions options = BenchOptions.parse(BenchMode.PUBSUB, words);

        // then
        assertThat(options.subject(9)).isEqualTo("a.b.9");
        assertThat(options.pattern()).isEqualTo("a.b.*");
    }

    @Test
    void shouldReplyWithoutEndInAQueueGroup() throws UsageException {
        // given
        List<String> nothing = List.of();

        // when
        BenchOptions options = BenchOptions.parse(BenchMode.REPLY, nothing);

        // then
        assertThat(options.messages()).isEqualTo(Long.MAX_VALUE);
        assertThat(options.timeout()).isNull();
        assertThat(options.queue()).isEqualTo("bench");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pub     | --szie 3                   | did you mean --size?",
                "pub     | --subjec a                 | did you mean --subject?",
                "pub     | --xyzzyx                   | unknown option --xyzzyx",
                "pub     | --inflight 3               | bench pub has no option --inflight",
                "pub     | hello                      | hello is not an option",
                "pub     | --msgs                     | --msgs needs a value: --msgs N",
                "pub     | --json=1                   | --json takes no value",
                "pub     | --msgs ten                 | --msgs: ten is not a number such as 500, 10k or 1m",
                "pub     | --msgs 0                   | --msgs: 0 is not between 1 and",
                "pub     | --size 1g                  | --size: 1g is not between 0 and",
                "pub     | --msgs 1 --duration 1s     | --duration and --msgs exclude each other",
                "pub     | --duration soon            | --duration: soon is not a time",
                "pub     | --subject a.*              | it has a wildcard",
                "pub     | --subject a..b             | is not a subject",
                "pub     | --subjects 10m             | lower --subjects, --batch, --size or --pub",
                "pub     | -s tls://a                 | only nats:// can be spoken here, not tls://",
                "pub     | -s a:99999                 | 99999 is not a port",
                "pub     | -s nats://:1               | names no host",
                "request | --rate 10 --inflight 2     | use --pub for more, not --inflight",
            })
    void shouldSayWhatCannotBeMeant(String mode, String words, String sentence) {
        // given
        BenchMode known = BenchMode.valueOf(mode.strip().toUpperCase(Locale.ROOT));

        // when
        List<String> typed = List.of(words.strip().split(" +"));

        // then
        assertThatThrownBy(() -> BenchOptions.parse(known, typed))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(sentence);
    }
}
