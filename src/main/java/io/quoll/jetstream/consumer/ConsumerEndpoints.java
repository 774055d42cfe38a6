package io.quoll.jetstream.consumer;

import io.quoll.jetstream.api.ApiRequest;
import io.quoll.jetstream.api.EndpointTable;
import io.quoll.jetstream.stream.Retention;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.RandomText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests about consumers: they come, are looked at, change, wait and go. Judged on the account's executor, done on that of the
 * stream.
 */
final class ConsumerEndpoints {

    private static final long DEFAULT_INACTIVE_NANOS = 5_000_000_000L;
    private static final int NAME_LENGTH = 8;
    private static final int STREAM = 4;
    private static final int CONSUMER = 5;
    private static final int FILTER = 6;
    private static final int MOST_NAMES = 1024;
    private static final int MOST_CONSUMERS = 256;

    /** What a request may do to what is there. */
    private enum Action {
        CREATE_OR_UPDATE(""),
        CREATE("create"),
        UPDATE("update");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        static Action read(JsonInput value) {
            String text = value.text();
            for (Action each : values()) {
                if (each.word.equals(text)) {
                    return each;
                }
            }
            throw value.unknownWord(text);
        }
    }

    private final ConsumerDescription description;

    ConsumerEndpoints(ConsumerDescription description) {
        this.description = description;
    }

    void addTo(EndpointTable table) {
        table.add("CONSUMER.DURABLE.CREATE.*.*", "consumer_create", this::createDurable)
                .add("CONSUMER.CREATE.*", "consumer_create", this::createEphemeral)
                .add("CONSUMER.CREATE.*.*", "consumer_create", request -> create(request, ""))
                .add("CONSUMER.CREATE.*.*.>", "consumer_create", this::createFiltered)
                .add("CONSUMER.NAMES.*", "consumer_names", ConsumerEndpoints::names)
                .add("CONSUMER.LIST.*", "consumer_list", this::list)
                .add("CONSUMER.INFO.*.*", "consumer_info", this::info)
                .add("CONSUMER.DELETE.*.*", "consumer_delete", ConsumerEndpoints::delete)
                .add("CONSUMER.PAUSE.*.*", "consumer_pause", ConsumerEndpoints::pause)
                .add("CONSUMER.RESET.*.*", "consumer_reset", this::reset)
                .add("CONSUMER.UNPIN.*.*", "consumer_unpin", ConsumerEndpoints::unpin);
    }

    // Creation

    private static final class CreateRequest implements JsonInput.Fields {
        private String stream = "";
        private ConsumerConfigCodec.@Nullable Reader config;
        private Action action = Action.CREATE_OR_UPDATE;
        private boolean pedantic;

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "stream_name" -> stream = value.text();
                case "config" -> {
                    ConsumerConfigCodec.Reader reader = new ConsumerConfigCodec.Reader();
                    value.fields(ConsumerConfigCodec.OWNER, reader);
                    config = reader;
                }
                case "action" -> action = Action.read(value);
                case "pedantic" -> pedantic = value.flag();
                default -> {
                    return false;
                }
            }
            return true;
        }

        ConsumerConfigDraft draft() {
            ConsumerConfigCodec.Reader reader = config;
            return reader == null ? new ConsumerConfigDraft() : reader.draft();
        }

        static CreateRequest of(ApiRequest request, String stream) {
            CreateRequest asked = new CreateRequest();
            request.read("CreateConsumerRequest", asked);
            if (!stream.equals(asked.stream)) {
                throw ApiError.STREAM_MISMATCH.with();
            }
            return asked;
        }
    }

    private static void checkPath(String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw ApiError.CONSUMER_NAME_CONTAINS_PATH_SEPARATORS.with();
        }
    }

    private void createDurable(ApiRequest request) {
        CreateRequest asked = CreateRequest.of(request, request.token(STREAM + 1));
        String name = request.token(CONSUMER + 1);
        ConsumerConfigDraft draft = asked.draft();
        checkPath(name);
        if (draft.durableName.isEmpty()) {
            throw ApiError.CONSUMER_DURABLE_NAME_NOT_SET.with();
        }
        if (!name.equals(draft.durableName)) {
            throw ApiError.CONSUMER_DURABLE_NAME_NOT_MATCH_SUBJECT.with();
        }
        draft.name = name;
        create(request, asked, draft, STREAM + 1);
    }

    private void createEphemeral(ApiRequest request) {
        CreateRequest asked = CreateRequest.of(request, request.token(STREAM));
        ConsumerConfigDraft draft = asked.draft();
        checkPath(draft.name);
        if (!draft.durableName.isEmpty()) {
            throw ApiError.CONSUMER_EPHEMERAL_WITH_DURABLE_NAME.with();
        }
        create(request, asked, draft, STREAM);
    }

    private void createFiltered(ApiRequest request) {
        List<String> tokens = new ArrayList<>();
        for (int i = FILTER; i < request.tokenCount(); i++) {
            tokens.add(request.token(i));
        }
        create(request, String.join(".", tokens));
    }

    private void create(ApiRequest request, String filter) {
        CreateRequest asked = CreateRequest.of(request, request.token(STREAM));
        String name = request.token(CONSUMER);
        ConsumerConfigDraft draft = asked.draft();
        checkPath(name);
        if (!draft.durableName.isEmpty() && !name.equals(draft.durableName)) {
            throw ApiError.CONSUMER_DURABLE_NAME_NOT_MATCH_SUBJECT.with();
        }
        draft.name = name;
        if (!filter.isEmpty() && !draft.filterSubjects.isEmpty()) {
            throw ApiError.CONSUMER_MULTIPLE_FILTERS_NOT_ALLOWED.with();
        }
        if (!filter.isEmpty() && !filter.equals(draft.filterSubject)) {
            throw ApiError.CONSUMER_CREATE_FILTER_SUBJECT_MISMATCH.with();
        }
        create(request, asked, draft, STREAM);
    }

    private void create(ApiRequest request, CreateRequest asked, ConsumerConfigDraft draft, int streamToken) {
        if (draft.replicas > 1) {
            throw ApiError.STREAM_REPLICAS_NOT_SUPPORTED.with();
        }
        Stream stream = request.stream(streamToken);
        request.on(stream, () -> {
            StreamConsumerSet set = setOf(stream);
            SourcingConsumers.complete(draft, stream.config());
            Consumer there = draft.name.isEmpty() ? null : set.find(draft.name);
            if (there != null) {
                draft.pauseUntilNanos = there.config().pauseUntilNanos();
                SourcingConsumers.goOn(draft, there.config());
            }
            draft.metadata = ConsumerDescription.stamp(draft);
            ConsumerConfigRules.apply(
                    draft, stream.config(), request.account().limits().maxAckPending(), asked.pedantic);
            Consumer consumer = there == null ? added(request, set, asked, draft) : updated(set, there, asked, draft);
            if (there != null && consumer.config().sourcing()) {
                consumer.reset(0, set.now());
            }
            request.answer(out -> description.write(out, consumer));
            if (there == null && consumer.isPaused(set.now())) {
                consumer.advisories().paused(true, consumer.config().pauseUntilNanos());
            }
        });
    }

    private static Consumer updated(
            StreamConsumerSet set, Consumer there, CreateRequest asked, ConsumerConfigDraft draft) {
        if (asked.action == Action.CREATE && !draft.freeze().equals(there.config())) {
            throw ApiError.CONSUMER_ALREADY_EXISTS.with();
        }
        completeEphemeral(draft);
        ConsumerConfig config = draft.freeze();
        if (config.equals(there.config())) {
            return there;
        }
        boolean shares = config.isOfStreams() || set.stream().config().retention() != Retention.WORKQUEUE;
        if (!shares && !isAlone(set, config)) {
            throw ApiError.CONSUMER_WORK_QUEUE_CONSUMER_NOT_UNIQUE.with();
        }
        boolean bound = there.config().isPush() && set.hasPushInterest(there.config());
        ConsumerConfigRules.checkUpdate(there.config(), config, bound);
        set.update(there, config);
        return there;
    }

    private static Consumer added(
            ApiRequest request, StreamConsumerSet set, CreateRequest asked, ConsumerConfigDraft draft) {
        if (asked.action == Action.UPDATE) {
            throw ApiError.CONSUMER_DOES_NOT_EXIST.with();
        }
        StreamConfig stream = set.stream().config();
        int byAccount = request.account().limits().maxConsumers();
        int most = stream.limits().maxConsumers();
        if (most <= 0 || byAccount > 0 && byAccount < most) {
            most = byAccount;
        }
        if (most > 0 && !draft.isOfStreams() && set.countOfClients() >= most) {
            throw ApiError.MAXIMUM_CONSUMERS_LIMIT.with();
        }
        if (draft.name.isEmpty()) {
            draft.name = draft.durableName.isEmpty() ? newName(set) : draft.durableName;
        }
        completeEphemeral(draft);
        ConsumerConfig config = draft.freeze();
        if (stream.retention() == Retention.WORKQUEUE && !config.isOfStreams()) {
            checkWorkQueue(set, config);
        }
        return set.create(config, request.lane());
    }

    /** A consumer without a durable name goes some time after the last client. */
    private static void completeEphemeral(ConsumerConfigDraft draft) {
        if (draft.durableName.isEmpty() && draft.inactiveThresholdNanos == 0) {
            draft.inactiveThresholdNanos = DEFAULT_INACTIVE_NANOS;
        }
    }

    private static void checkWorkQueue(StreamConsumerSet set, ConsumerConfig config) {
        if (config.ackPolicy() != AckPolicy.EXPLICIT && config.ackPolicy() != AckPolicy.FLOW_CONTROL) {
            throw ApiError.CONSUMER_WORK_QUEUE_REQUIRES_EXPLICIT_ACK.with();
        }
        if (config.deliverPolicy() != DeliverPolicy.ALL) {
            throw ApiError.CONSUMER_WORK_QUEUE_CONSUMER_NOT_DELIVER_ALL.with();
        }
        if (set.countOfClients() > 0 && config.filters().isEmpty()) {
            throw ApiError.CONSUMER_WORK_QUEUE_MULTIPLE_UNFILTERED.with();
        }
        if (!isAlone(set, config)) {
            throw ApiError.CONSUMER_WORK_QUEUE_CONSUMER_NOT_UNIQUE.with();
        }
    }

    /** Whether no other consumer wants any of its messages. */
    private static boolean isAlone(StreamConsumerSet set, ConsumerConfig config) {
        List<String> ours = config.filters().isEmpty() ? List.of(">") : config.filters();
        for (Consumer other : set.all()) {
            if (!other.name().equals(config.name()) && !other.config().isOfStreams()) {
                List<String> theirs = other.config().filters().isEmpty()
                        ? List.of(">")
                        : other.config().filters();
                for (String our : ours) {
                    if (theirs.stream().anyMatch(their -> Subjects.overlap(our, their))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static String newName(StreamConsumerSet set) {
        String name;
        do {
            name = RandomText.ofLength(NAME_LENGTH);
        } while (set.find(name) != null);
        return name;
    }

    // Looking

    private static StreamConsumerSet setOf(Stream stream) {
        if (stream.consumers() instanceof StreamConsumerSet set) {
            return set;
        }
        throw ApiError.STREAM_NOT_FOUND.with();
    }

    private static Consumer consumer(ApiRequest request, Stream stream) {
        Consumer consumer = setOf(stream).find(request.token(CONSUMER));
        if (consumer == null) {
            throw ApiError.CONSUMER_NOT_FOUND.with();
        }
        return consumer;
    }

    private static int offset(ApiRequest request, String owner) {
        int[] offset = {0};
        request.readIfAny(owner, (field, value) -> {
            if (field.equals("offset")) {
                offset[0] = Math.max(0, value.smallNumber());
                return true;
            }
            // Some clients send what lists of streams take.
            return field.equals("subject");
        });
        return offset[0];
    }

    private static void names(ApiRequest request) {
        int asked = offset(request, "JSApiConsumersRequest");
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            List<String> names =
                    setOf(stream).shown().stream().map(Consumer::name).toList();
            int from = Math.min(asked, names.size());
            request.answer(out -> page(out, names.size(), from, MOST_NAMES)
                    .texts("consumers", names.subList(from, Math.min(names.size(), from + MOST_NAMES))));
        });
    }

    private void list(ApiRequest request) {
        int asked = offset(request, "JSApiConsumersRequest");
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            List<Consumer> all = setOf(stream).shown();
            int from = Math.min(asked, all.size());
            request.answer(out -> page(out, all.size(), from, MOST_CONSUMERS)
                    .objects(
                            "consumers",
                            all.subList(from, Math.min(all.size(), from + MOST_CONSUMERS)),
                            description::write));
        });
    }

    private static JsonOutput page(JsonOutput out, int total, int from, int limit) {
        return out.number("total", total).number("offset", from).number("limit", limit);
    }

    private void info(ApiRequest request) {
        request.requireEmpty();
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            Consumer consumer = consumer(request, stream);
            request.answer(out -> description.write(out, consumer));
        });
    }

    // Changes

    private static void delete(ApiRequest request) {
        request.requireEmpty();
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            setOf(stream).remove(consumer(request, stream));
            request.answer(out -> out.flag("success", true));
        });
    }

    private static void pause(ApiRequest request) {
        long[] until = {0};
        request.readIfAny("JSApiConsumerPauseRequest", (field, value) -> {
            if (field.equals("pause_until")) {
                until[0] = value.time();
                return true;
            }
            return false;
        });
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            Consumer consumer = consumer(request, stream);
            ConsumerConfigDraft draft = ConsumerConfigDraft.of(consumer.config());
            draft.pauseUntilNanos = until[0];
            draft.metadata = ConsumerDescription.stamp(draft);
            setOf(stream).update(consumer, draft.freeze());
            long left = until[0] - setOf(stream).now();
            request.answer(out -> out.flag("paused", left > 0)
                    .time("pause_until", until[0])
                    .numberIfAny("pause_remaining", Math.max(0, left)));
        });
    }

    private void reset(ApiRequest request) {
        long[] asked = {0};
        if (request.payload().length > 0) {
            request.read("JSApiConsumerResetRequest", (field, value) -> {
                if (field.equals("seq")) {
                    asked[0] = value.unsigned();
                    return true;
                }
                return false;
            });
        }
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            Consumer consumer = consumer(request, stream);
            long sequence = consumer.reset(asked[0], setOf(stream).now());
            request.answer(out -> {
                description.write(out, consumer);
                out.number("reset_seq", sequence);
            });
        });
    }

    private static void unpin(ApiRequest request) {
        String[] group = {""};
        request.read("JSApiConsumerUnpinRequest", (field, value) -> {
            if (field.equals("group")) {
                group[0] = value.text();
                return true;
            }
            return false;
        });
        if (group[0].isEmpty()) {
            throw ApiError.INVALID_JSON.with("consumer group not specified");
        }
        if (!ConsumerConfigRules.GROUP_NAME.matcher(group[0]).matches()) {
            throw ApiError.CONSUMER_INVALID_GROUP_NAME.with();
        }
        Stream stream = request.stream(STREAM);
        request.on(stream, () -> {
            Consumer consumer = consumer(request, stream);
            if (consumer.config().priorityPolicy() != PriorityPolicy.PINNED_CLIENT
                    || !consumer.config().priorityGroups().contains(group[0])) {
                throw ApiError.CONSUMER_INVALID_PRIORITY_GROUP.with();
            }
            if (consumer.receiver() instanceof PullReceiver pull) {
                pull.pinned().unpin("admin");
                consumer.signal();
            }
            request.answer(out -> {});
        });
    }
}
