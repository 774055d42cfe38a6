package io.quoll.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quoll.config.Settings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.StackTraceFormatter;

/**
 * Log lines as JSON, one object a line, for those that collect them. The names of the fields are part of what Quoll promises:
 *
 * <pre>
 *   {"timestamp":"2026-11-23T05:40:12.104233Z","level":"INFO","logger":"io.quoll","thread":"main","process":17,"message":"…"}
 * </pre>
 *
 * and {@code "error":{"type":…,"message":…,"stack":…}} where there is one. Called on whichever thread logs.
 */
final class JsonLog extends ExtFormatter {

    private static final JsonFactory JSON = new JsonFactory();

    /** From the first line of the broker's on; what is said of a wrong command line or file is for whoever has written it. */
    static void begin(Settings settings) {
        if (settings.logsJson()) {
            for (Handler handler : InitialConfigurator.DELAYED_HANDLER.getHandlers()) {
                handler.setFormatter(new JsonLog());
            }
        }
    }

    @Override
    public String format(ExtLogRecord record) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField(
                    "timestamp",
                    record.getInstant().truncatedTo(ChronoUnit.MICROS).toString());
            json.writeStringField("level", record.getLevel().getName());
            json.writeStringField("logger", record.getLoggerName());
            json.writeStringField("thread", record.getThreadName());
            json.writeNumberField("process", record.getProcessId());
            json.writeStringField("message", formatMessage(record));
            if (record.getThrown() != null) {
                writeError(json, record.getThrown());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private static void writeError(JsonGenerator json, Throwable error) throws IOException {
        StringBuilder stack = new StringBuilder();
        StackTraceFormatter.renderStackTrace(stack, error, -1);
        json.writeObjectFieldStart("error");
        json.writeStringField("type", error.getClass().getName());
        json.writeStringField("message", error.getMessage());
        json.writeStringField("stack", stack.toString());
        json.writeEndObject();
    }
}
