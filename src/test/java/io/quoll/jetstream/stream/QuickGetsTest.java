package io.quoll.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What loops answer, and what they leave to others. */
class QuickGetsTest {

    private static void add(MessageBuffer requests, String subject, String request) {
        requests.add(Publication.of(Message.of(subject, request.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "$JS.API.DIRECT.GET.S     | {'seq':12}               | true",
                "$JS.API.DIRECT.GET.S.a.b | ''                       | true",
                "$JS.API.DIRECT.GET.S     | ''                       | true",
                "$JS.API.DIRECT.GET.S.a.* | ''                       | false",
                "$JS.API.DIRECT.GET.S.>   | ''                       | false",
                "$JS.API.DIRECT.GET.S     | {'seq':12,'batch':100}   | false",
                "$JS.API.DIRECT.GET.S     | {'multi_last':['>']}     | false",
                "$JS.API.DIRECT.GET.S     | {'last_by_subj':'a.*'}   | false",
                "$JS.API.DIRECT.GET.S.a   | {'no_hdr':true}          | false",
            })
    void shouldTellWhatIsFoundAtOnce(String subject, String request, boolean expected) {
        // given
        MessageBuffer requests = new MessageBuffer();

        // when
        add(requests, subject, request.equals("''") ? "" : request.replace('\'', '"'));

        // then
        assertThat(QuickGets.areAll(requests)).isEqualTo(expected);
    }

    @Test
    void shouldLookAtEach() {
        // given
        MessageBuffer requests = new MessageBuffer();
        add(requests, "$JS.API.DIRECT.GET.S", "{\"seq\":12}");
        add(requests, "$JS.API.DIRECT.GET.S.a", "");
        boolean before = QuickGets.areAll(requests);

        // when
        add(requests, "$JS.API.DIRECT.GET.S.>", "");

        // then
        assertThat(before).isTrue();
        assertThat(QuickGets.areAll(requests)).isFalse();
    }
}
