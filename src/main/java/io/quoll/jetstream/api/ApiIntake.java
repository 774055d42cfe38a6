package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.SerialExecutor;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.message.Publication;
import io.quoll.router.LaneThread;
import io.quoll.router.MessageSink;
import io.quoll.router.PublishBatches;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests under {@code $JS.API} from lanes to the account's executor, behind all that was published before them in the
 * same turn: who publishes and then asks finds its messages counted.
 *
 * <p>Bounded by the setting {@code request_queue_limit}: beyond it, requests go unanswered and an advisory says so.
 */
final class ApiIntake implements MessageSink {

    static final String PREFIX = "$JS.API.";

    private static final byte[][] ANSWERED_ELSEWHERE = {
        Subjects.bytes("$JS.API.DIRECT.GET."), Subjects.bytes("$JS.API.CONSUMER.MSG.NEXT.")
    };

    private final AccountStreams account;
    private final SerialExecutor executor;
    private final EndpointTable endpoints;
    private final PublishBatches lanes;
    private final @Nullable Staging[] stagings;

    ApiIntake(AccountStreams account, SerialExecutor executor, EndpointTable endpoints) {
        this.account = account;
        this.executor = executor;
        this.endpoints = endpoints;
        this.lanes = account.batches();
        this.stagings = new Staging[lanes.laneCount()];
    }

    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane lane) {
        if (isAnsweredElsewhere(message) || isForAnother(message, lane) || !subscription.claim(false)) {
            return false;
        }
        Staging staging = stagings[lane.index()];
        if (staging == null) {
            staging = new Staging(lanes.thread(lane.index()));
            stagings[lane.index()] = staging;
        }
        staging.add(new ApiRequest(
                account,
                lane.index(),
                Subjects.text(message.copySubject()),
                message.copyReply(),
                copy(message, message.bodyStart(), message.headerLength()),
                copy(message, message.bodyStart() + message.headerLength(), message.payloadLength())));
        return true;
    }

    /** Who imports the API may import something else under the same prefix; what is meant for that is no wrong request. */
    private boolean isForAnother(Publication message, RoutingLane lane) {
        return lane.wayOf(message) != null && endpoints.find(operation(Subjects.text(message.copySubject()))) == null;
    }

    private static byte[] operation(String subject) {
        return Subjects.bytes(subject.substring(PREFIX.length()));
    }

    private static byte[] copy(Publication message, int from, int length) {
        byte[] copy = new byte[length];
        message.bytes().get(from, copy);
        return copy;
    }

    private static boolean isAnsweredElsewhere(Publication message) {
        for (byte[] prefix : ANSWERED_ELSEWHERE) {
            if (message.subjectLength() > prefix.length && beginsWith(message, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean beginsWith(Publication message, byte[] prefix) {
        for (int i = prefix.length - 1; i >= PREFIX.length(); i--) {
            if (message.bytes().get(message.subjectStart() + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** The requests of one lane's present turn. */
    private final class Staging {
        private final LaneThread thread;
        private final Runnable handOverLast = this::handOverLast;
        private final Runnable handOver = this::handOver;
        private List<ApiRequest> requests = new ArrayList<>();

        Staging(LaneThread thread) {
            this.thread = thread;
        }

        void add(ApiRequest request) {
            if (requests.isEmpty()) {
                thread.atEndOfTurn(handOverLast);
            }
            requests.add(request);
        }

        /** Not before streams have been handed what was published in the same turn. */
        private void handOverLast() {
            thread.atEndOfTurn(handOver);
        }

        private void handOver() {
            List<ApiRequest> all = requests;
            requests = new ArrayList<>();
            if (executor.waiting() + all.size() > account.settings().requestQueueLimit()) {
                account.advisories().limitReached(all.size());
                return;
            }
            for (ApiRequest request : all) {
                executor.execute(() -> dispatch(request));
            }
        }
    }

    private void dispatch(ApiRequest request) {
        account.statistics().begin();
        try {
            EndpointTable.Row row = endpoints.find(operation(request.subject()));
            if (row == null) {
                request.refuse(ApiError.BAD_REQUEST.with());
            } else if (ApiLevel.isTooLow(request.headers())) {
                request.handle(new EndpointTable.Row(row.pattern(), row.type(), r -> {
                    throw ApiError.REQUIRED_API_LEVEL.with();
                }));
            } else {
                request.handle(row);
            }
        } finally {
            account.statistics().end();
        }
    }
}
