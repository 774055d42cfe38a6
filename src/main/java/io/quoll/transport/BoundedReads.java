package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes Netty read one connection at most a few times before other connections have their turn, and, where nothing stands
 * between socket and client, into its loop's {@link ReceiveBuffer}, behind what is left from before.
 */
final class BoundedReads implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

    private static final int MOST_READS_A_TURN = 4;
    /** The most that Netty hands out again without asking others. */
    private static final int POOLED_BYTES = 32 * 1024;

    private final ReceiveBuffer buffer;
    private final ChannelConfig config;
    private @Nullable LeftOver left;
    private int reads;
    private int attempted;
    private int last;

    BoundedReads(ReceiveBuffer buffer, ChannelConfig config) {
        this.buffer = buffer;
        this.config = config;
    }

    /** From now on nobody but the loop's clients sees what is read, one after the other. */
    void intoReceiveBuffer(LeftOver leftOver) {
        this.left = leftOver;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public Handle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator ignored) {
        LeftOver before = left;
        return before == null ? PooledByteBufAllocator.DEFAULT.directBuffer(POOLED_BYTES) : buffer.behind(before);
    }

    @Override
    public int guess() {
        return left == null ? POOLED_BYTES : ReceiveBuffer.CAPACITY;
    }

    @Override
    public void reset(ChannelConfig ignored) {
        reads = 0;
    }

    @Override
    public void incMessagesRead(int count) {
        reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
        last = bytes;
    }

    @Override
    public int lastBytesRead() {
        return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attempted;
    }

    @Override
    public boolean continueReading() {
        return reads < MOST_READS_A_TURN && last == attempted && config.isAutoRead();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier ignored) {
        return continueReading();
    }

    @Override
    public void readComplete() {}
}
