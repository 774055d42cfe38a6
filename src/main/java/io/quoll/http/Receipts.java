package io.quoll.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages of a streaming publish, numbered from 1 as they came. Messages with the same fate that follow
 * each other share a receipt: {@code {"first":1,"last":64,"status":202,"receivers":1}}; one that was refused has its problem
 * in it. One a stream.
 */
final class Receipts {

    private static final int ROUTED = 202;

    private long last;

    /**
     * @param refusals one for each message, {@code null} where it was published
     * @param receivers how many took each of the published ones
     */
    Buffer write(StreamFormat format, List<@Nullable Problem> refusals, int[] receivers) {
        Buffer all = Buffer.buffer();
        int published = 0;
        int at = 0;
        while (at < refusals.size()) {
            Problem refusal = refusals.get(at);
            long first = last + 1;
            if (refusal != null) {
                last++;
                at++;
                all.appendBuffer(refused(format, refusal));
                continue;
            }
            int took = receivers[published];
            while (at < refusals.size() && refusals.get(at) == null && receivers[published] == took) {
                last++;
                at++;
                published++;
                if (published == receivers.length) {
                    break;
                }
            }
            all.appendBuffer(routed(format, first, took));
        }
        return all;
    }

    private Buffer routed(StreamFormat format, long first, int receivers) {
        return receipt(format, json -> {
            writeHead(json, first, ROUTED);
            json.writeNumberField("receivers", receivers);
        });
    }

    private Buffer refused(StreamFormat format, Problem refusal) {
        return receipt(format, json -> {
            writeHead(json, last, refusal.type().status());
            json.writeFieldName("problem");
            refusal.writeTo(json);
        });
    }

    private void writeHead(JsonGenerator json, long first, int status) throws IOException {
        json.writeNumberField("first", first);
        json.writeNumberField("last", last);
        json.writeNumberField("status", status);
    }

    private static Buffer receipt(StreamFormat format, JsonBuffer.Writing members) {
        Buffer json = JsonBuffer.of(256, generator -> {
            generator.writeStartObject();
            members.to(generator);
            generator.writeEndObject();
        });
        return format.receipt(json.getBytes());
    }
}
