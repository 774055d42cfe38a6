package io.quoll.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.Publication;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more"
            })
    void shouldMakeNothingOfWhatIsNoneOfThese(String header) {
        // when
        TraceParent parent = TraceParent.of(header, null);

        // then
        assertThat(parent).isNull();
    }

    @Test
    void shouldReadWhatALaterVersionWrites() {
        // when
        TraceParent parent = TraceParent.of("01-" + TRACE + "-" + SPAN + "-03-more", "a=1");

        // then
        assertThat(parent).isEqualTo(new TraceParent(TRACE, SPAN, true, "a=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void shouldWriteWhatItHasRead(String flags) {
        // given
        String header = "00-" + TRACE + "-" + SPAN + "-" + flags;

        // when
        TraceParent parent = TraceParent.of(header, null);

        // then
        assertThat(parent).extracting(TraceParent::text).isEqualTo(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "Traceparent", "TRACEPARENT"})
    void shouldFindItAmongAMessagesHeaders(String name) {
        // given
        Headers headers = Headers.of(Map.of(
                "Nats-Msg-Id",
                List.of("7"),
                name,
                List.of("00-" + TRACE + "-" + SPAN + "-01"),
                "tracestate",
                List.of("vendor=x")));
        Publication message = Publication.of(new Message("orders.new", null, headers, new byte[4]));

        // when
        TraceParent parent = TraceParent.of(message);

        // then
        assertThat(parent).isEqualTo(new TraceParent(TRACE, SPAN, true, "vendor=x"));
    }

    @Test
    void shouldFindNothingInAPayload() {
        // given
        byte[] payload = ("traceparent: 00-" + TRACE + "-" + SPAN + "-01\r\n").getBytes(US_ASCII);
        Publication message = Publication.of(new Message("orders.new", null, Headers.NONE, payload));

        // when
        TraceParent parent = TraceParent.of(message);

        // then
        assertThat(parent).isNull();
    }
}
