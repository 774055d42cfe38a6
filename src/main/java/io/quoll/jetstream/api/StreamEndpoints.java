package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConfigCodec;
import io.quoll.jetstream.stream.StreamFilters;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.storage.SubjectFilter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests about streams as a whole: they come, are looked at, change, are emptied and go. */
final class StreamEndpoints {

    private static final int NAME = 4;
    private static final int MOST_NAMES = 1024;
    private static final int MOST_STREAMS = 256;
    private static final int MOST_SUBJECTS = 100_000;

    private final StreamDescription description;

    StreamEndpoints(StreamDescription description) {
        this.description = description;
    }

    void addTo(EndpointTable table) {
        table.add("STREAM.CREATE.*", "stream_create", this::create)
                .add("STREAM.UPDATE.*", "stream_update", this::update)
                .add("STREAM.NAMES", "stream_names", this::names)
                .add("STREAM.LIST", "stream_list", this::list)
                .add("STREAM.INFO.*", "stream_info", this::info)
                .add("STREAM.DELETE.*", "stream_delete", StreamEndpoints::delete)
                .add("STREAM.PURGE.*", "stream_purge", StreamEndpoints::purge);
    }

    /** A configuration with the wish to be told rather than put right. */
    private static final class ConfigRequest implements JsonInput.Fields {
        private final StreamConfigCodec.Reader reader = new StreamConfigCodec.Reader();
        private boolean pedantic;

        @Override
        public boolean take(String field, JsonInput value) {
            if (field.equals("pedantic")) {
                pedantic = value.flag();
                return true;
            }
            return reader.take(field, value);
        }

        StreamConfig config() {
            return reader.config();
        }
    }

    private void create(ApiRequest request) {
        ConfigRequest asked = new ConfigRequest();
        request.read("StreamConfigRequest", asked);
        StreamConfig config = asked.config();
        String name = request.token(NAME);
        if (!name.equals(config.name())) {
            throw ApiError.STREAM_MISMATCH.with();
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw ApiError.STREAM_NAME_CONTAINS_PATH_SEPARATORS.with();
        }
        if (config.permissions().sealed()) {
            throw ApiError.STREAM_INVALID_CONFIG.with("stream configuration for create can not be sealed");
        }
        if (config.features().mirrorDirect() && config.mirror() == null) {
            throw ApiError.STREAM_INVALID_CONFIG.with("stream has no mirror but does have mirror direct");
        }
        Stream stream = request.account().create(config, asked.pedantic);
        request.on(
                stream,
                () -> request.answer(out -> {
                    description.write(out, stream);
                    out.flag("did_create", true);
                }));
    }

    private void update(ApiRequest request) {
        ConfigRequest asked = new ConfigRequest();
        request.read("StreamConfigRequest", asked);
        AccountStreams account = request.account();
        account.rules().complete(asked.config(), asked.pedantic);
        if (!request.token(NAME).equals(asked.config().name())) {
            throw ApiError.STREAM_MISMATCH.with();
        }
        Stream stream = request.stream(NAME);
        StreamConfig config = account.judgeUpdate(stream, asked.config(), asked.pedantic);
        request.on(stream, () -> {
            stream.update(config);
            account.advisories().streamAction("UPDATED", stream.name());
            request.answer(out -> description.write(out, stream));
        });
    }

    /** Which part of a list is wanted. */
    private static final class PageRequest implements JsonInput.Fields {
        private int offset;
        private String subject = "";

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "offset" -> offset = Math.max(0, value.smallNumber());
                case "subject" -> subject = value.text();
                default -> {
                    return false;
                }
            }
            return true;
        }

        List<Stream> found(AccountStreams account) {
            return account.streams().stream()
                    .filter(stream -> subject.isEmpty()
                            || stream.config().subjects().stream().anyMatch(s -> Subjects.overlap(s, subject)))
                    .toList();
        }

        int offset(int total) {
            return Math.min(offset, total);
        }
    }

    private void names(ApiRequest request) {
        PageRequest page = new PageRequest();
        request.readIfAny("JSApiStreamNamesRequest", page);
        List<Stream> all = page.found(request.account());
        int from = page.offset(all.size());
        List<String> names = all.subList(from, Math.min(all.size(), from + MOST_NAMES)).stream()
                .map(Stream::name)
                .toList();
        request.answer(out -> out.number("total", all.size())
                .number("offset", from)
                .number("limit", MOST_NAMES)
                .texts("streams", names));
    }

    private void list(ApiRequest request) {
        PageRequest page = new PageRequest();
        request.readIfAny("JSApiStreamListRequest", page);
        List<Stream> all = page.found(request.account());
        int from = page.offset(all.size());
        List<Stream> shown = all.subList(from, Math.min(all.size(), from + MOST_STREAMS));
        request.answer(out -> out.number("total", all.size())
                .number("offset", from)
                .number("limit", MOST_STREAMS)
                .objects("streams", shown, description::write));
    }

    private void info(ApiRequest request) {
        boolean[] details = {false};
        int[] offset = {0};
        String[] filter = {""};
        request.readIfAny("JSApiStreamInfoRequest", (field, value) -> {
            switch (field) {
                case "offset" -> offset[0] = Math.max(0, value.smallNumber());
                case "deleted_details" -> details[0] = value.flag();
                case "subjects_filter" -> filter[0] = value.text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        Stream stream = request.stream(NAME);
        request.on(stream, () -> {
            Map<String, Long> subjects = subjects(stream, filter[0]);
            Map<String, Long> shown = part(subjects, offset[0]);
            request.answer(out -> {
                if (!subjects.isEmpty()) {
                    out.number("total", subjects.size())
                            .number("offset", offset[0])
                            .number("limit", MOST_SUBJECTS);
                } else {
                    out.number("total", 0).number("offset", 0).number("limit", 0);
                }
                description.write(out, stream, details[0], shown);
            });
        });
    }

    private static Map<String, Long> subjects(Stream stream, String filter) {
        Map<String, Long> counts = new TreeMap<>();
        if (!filter.isEmpty() && Subjects.isValid(filter)) {
            stream.messages().subjects(StreamFilters.of(filter), (subject, state) -> {
                counts.put(Subjects.text(subject), state.count());
                return true;
            });
        }
        return counts;
    }

    private static Map<String, Long> part(Map<String, Long> all, int offset) {
        if (offset == 0 && all.size() <= MOST_SUBJECTS) {
            return all;
        }
        Map<String, Long> part = new TreeMap<>();
        all.entrySet().stream()
                .skip(offset)
                .limit(MOST_SUBJECTS)
                .forEach(entry -> part.put(entry.getKey(), entry.getValue()));
        return part;
    }

    private static void delete(ApiRequest request) {
        request.requireEmpty();
        request.account().delete(request.stream(NAME), () -> request.answer(out -> out.flag("success", true)));
    }

    private static void purge(ApiRequest request) {
        long[] sequence = {0};
        long[] keep = {0};
        @Nullable String[] filter = {null};
        request.readIfAny("JSApiStreamPurgeRequest", (field, value) -> {
            switch (field) {
                case "seq" -> sequence[0] = value.unsigned();
                case "keep" -> keep[0] = value.unsigned();
                case "filter" -> filter[0] = value.text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (sequence[0] > 0 && keep[0] > 0) {
            throw ApiError.BAD_REQUEST.with();
        }
        Stream stream = request.stream(NAME);
        if (stream.config().permissions().sealed()) {
            throw ApiError.STREAM_SEALED.with();
        }
        if (stream.config().permissions().denyPurge()) {
            throw ApiError.STREAM_PURGE_FAILED.with("stream purge not permitted");
        }
        String pattern = filter[0] == null ? "" : filter[0];
        request.on(stream, () -> {
            SubjectFilter which = Subjects.isValid(pattern) ? StreamFilters.of(pattern) : null;
            long purged = which == null && !pattern.isEmpty() ? 0 : stream.purge(which, sequence[0], keep[0]);
            request.answerWhenDurable(stream, out -> out.flag("success", true).number("purged", purged));
        });
    }
}
