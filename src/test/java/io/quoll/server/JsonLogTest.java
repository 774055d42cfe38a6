package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class JsonLogTest {

    private static ExtLogRecord recorded(String message) {
        ExtLogRecord logged = new ExtLogRecord(Level.WARNING, message, JsonLogTest.class.getName());
        logged.setInstant(Instant.parse("2026-11-23T05:40:12.104233987Z"));
        logged.setLoggerName("io.quoll");
        logged.setThreadName("main");
        logged.setProcessId(17);
        return logged;
    }

    @Test
    void shouldWriteOneObjectALine() {
        // given
        ExtLogRecord logged = recorded("a \"name\"\nof two lines");

        // when
        String line = new JsonLog().format(logged);

        // then
        assertThat(line)
                .isEqualTo(
                        "{\"timestamp\":\"2026-11-23T05:40:12.104233Z\",\"level\":\"WARNING\",\"logger\":\"io.quoll\","
                                + "\"thread\":\"main\",\"process\":17,\"message\":\"a \\\"name\\\"\\nof two lines\"}\n");
    }

    @Test
    void shouldTellOfAnErrorInAFieldOfItsOwn() {
        // given
        ExtLogRecord logged = recorded("failed");
        logged.setThrown(new IllegalStateException("no room"));

        // when
        Map<String, String> error = JsonPath.from(new JsonLog().format(logged)).getMap("error");

        // then
        assertThat(error)
                .containsEntry("type", "java.lang.IllegalStateException")
                .containsEntry("message", "no room");
        assertThat(error.get("stack")).contains("JsonLogTest.shouldTellOfAnErrorInAFieldOfItsOwn");
    }

    @Test
    void shouldFillInWhatAMessageHasOfParameters() {
        // given
        ExtLogRecord logged = recorded("{0} of {1}");
        logged.setParameters(new Object[] {"one", "two"});

        // when
        String message = JsonPath.from(new JsonLog().format(logged)).getString("message");

        // then
        assertThat(message).isEqualTo("one of two");
    }
}
