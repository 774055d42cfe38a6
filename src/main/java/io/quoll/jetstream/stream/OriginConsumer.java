package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The consumer through which a source gets its messages, and the requests by which it is made, begun anew and let go of. Either
 * one that was made for the purpose beforehand, or one of the source's own, which its origin makes a durable one where it would
 * lose messages otherwise (ADR-60). Stateless.
 */
final class OriginConsumer {

    /** A request and what it carries. */
    static final class Request {
        private final byte[] subject;
        private final byte[] headers;
        private final byte[] payload;

        Request(byte[] subject, byte[] headers, byte[] payload) {
            this.subject = subject;
            this.headers = headers;
            this.payload = payload;
        }

        byte[] subject() {
            return subject;
        }

        byte[] headers() {
            return headers;
        }

        byte[] payload() {
            return payload;
        }
    }

    private static final long HEARTBEAT_NANOS = 1_000_000_000L;
    private static final long INACTIVE_NANOS = 10_000_000_000L;
    private static final long ACK_WAIT_NANOS = 22L * 3600 * 1_000_000_000L;
    private static final String LEVEL = "4";

    private final StreamHost host;
    private final Stream into;
    private final StreamSource source;
    private final boolean isMirror;
    /** The same each time, so that what is durable is found again. */
    private final String id;

    OriginConsumer(StreamHost host, Stream into, StreamSource source) {
        this.host = host;
        this.into = into;
        this.source = source;
        this.isMirror = into.config().mirror() != null;
        this.id = id();
    }

    private String id() {
        long hash = 0xcbf29ce484222325L;
        for (byte b : Subjects.bytes(String.join(
                "\n", host.settings().domain(), host.account(), into.name(), source.name(), source.indexName()))) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return Long.toUnsignedString(hash, Character.MAX_RADIX);
    }

    /** Has deliveries begin at what was not confirmed, or where a consumer that was not there is to begin. */
    Request begin(long resumeAt) {
        StreamSource.DurableConsumer durable = source.consumer();
        if (durable != null) {
            return new Request(
                    api("CONSUMER.RESET." + source.name() + "." + durable.name()), HeaderBlock.NONE, HeaderBlock.NONE);
        }
        return new Request(
                api("CONSUMER.CREATE." + source.name() + "." + ownName()),
                HeaderBlock.with(HeaderBlock.NONE, ApiLevel.HEADER, LEVEL),
                JsonOutput.object(
                        out -> out.text("stream_name", source.name()).object("config", o -> writeConfig(o, resumeAt))));
    }

    /** The origin may forget the source's own consumer, whose name that is; null where it is somebody else's. */
    @Nullable
    Request end(String name) {
        return source.consumer() != null
                ? null
                : new Request(api("CONSUMER.DELETE." + source.name() + "." + name), HeaderBlock.NONE, HeaderBlock.NONE);
    }

    private byte[] api(String operation) {
        StreamSource.External external = source.external();
        String prefix = external == null || external.apiPrefix().isEmpty() ? "$JS.API" : external.apiPrefix();
        return Subjects.bytes((prefix + "." + operation).replace("..", "."));
    }

    private String ownName() {
        return (isMirror ? "JS_MIRROR_" : "JS_SRC_") + id;
    }

    /** Whether deliveries of a consumer of that name may be meant. */
    boolean mayBe(String name) {
        StreamSource.DurableConsumer durable = source.consumer();
        return durable == null ? name.startsWith(ownName()) : name.equals(durable.name());
    }

    /** Whether the consumer was made for this time only. */
    boolean isTemporary(String name) {
        return source.consumer() == null && !name.equals(ownName());
    }

    /** Where deliveries come. */
    byte[] deliverSubject() {
        StreamSource.DurableConsumer durable = source.consumer();
        if (durable != null) {
            return Subjects.bytes(durable.deliverSubject());
        }
        StreamSource.External external = source.external();
        String prefix = external == null || external.deliverPrefix().isEmpty() ? "$JS" : external.deliverPrefix();
        return Subjects.bytes((prefix + (isMirror ? ".M." : ".S.") + id).replace("..", "."));
    }

    private void writeConfig(JsonOutput out, long resumeAt) {
        out.text("name", ownName()).text("deliver_subject", Subjects.text(deliverSubject()));
        if (resumeAt > 0 || source.startSequence() > 0) {
            out.text("deliver_policy", "by_start_sequence")
                    .number("opt_start_seq", resumeAt > 0 ? resumeAt : source.startSequence());
        } else if (source.startTimeNanos() > 0) {
            out.text("deliver_policy", "by_start_time").time("opt_start_time", source.startTimeNanos());
        } else {
            out.text("deliver_policy", "all");
        }
        out.text("ack_policy", "none")
                .number("ack_wait", ACK_WAIT_NANOS)
                .number("max_deliver", 1)
                .number("idle_heartbeat", HEARTBEAT_NANOS)
                .flag("flow_control", true)
                .flag("direct", true)
                .flag("sourcing", true)
                .number("inactive_threshold", INACTIVE_NANOS)
                .textIfAny("filter_subject", source.filterSubject())
                .textsIfAny("filter_subjects", filters())
                .textMap("metadata", metadata());
    }

    private List<String> filters() {
        return source.transforms().stream()
                .map(mapping -> mapping.source().isEmpty() ? ">" : mapping.source())
                .toList();
    }

    private Map<String, String> metadata() {
        String kind = isMirror ? "_nats.mirror." : "_nats.src.";
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(kind + "stream", into.name());
        metadata.put(kind + "acc", host.account());
        if (!host.settings().domain().isEmpty()) {
            metadata.put(kind + "domain", host.settings().domain());
        }
        return metadata;
    }

    /** The consumer's name, as the origin answers {@link #begin}; throws what it has refused it with, or what is wrong. */
    String read(byte[] payload) {
        Reader reader = new Reader();
        JsonInput.object(payload, "JSApiConsumerCreateResponse", false, reader);
        if (reader.description != null) {
            ApiException told = ApiError.received(reader.errorCode, reader.description);
            throw told == null ? setupFailed(reader.description) : told;
        }
        if (reader.name.isEmpty()) {
            throw setupFailed("invalid consumer create response");
        }
        if (source.consumer() != null && !reader.ackPolicy.equals("flow_control")) {
            throw isMirror
                    ? ApiError.MIRROR_CONSUMER_REQUIRES_ACK_FLOW_CONTROL.with()
                    : ApiError.SOURCE_CONSUMER_REQUIRES_ACK_FLOW_CONTROL.with();
        }
        return reader.name;
    }

    ApiException setupFailed(String why) {
        return isMirror
                ? ApiError.MIRROR_CONSUMER_SETUP_FAILED.with(why)
                : ApiError.SOURCE_CONSUMER_SETUP_FAILED.with(why);
    }

    private static final class Reader implements JsonInput.Fields {
        private long errorCode;
        private @Nullable String description;
        private String name = "";
        private String ackPolicy = "";

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "error" -> value.fields("ApiError", this::takeError);
                case "name" -> name = value.text();
                case "config" -> value.fields("ConsumerConfig", this::takeConfig);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean takeError(String field, JsonInput value) {
            switch (field) {
                case "err_code" -> errorCode = value.number();
                case "description" -> description = value.text();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean takeConfig(String field, JsonInput value) {
            if (field.equals("ack_policy")) {
                ackPolicy = value.text();
                return true;
            }
            return false;
        }
    }
}
