package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Makes Netty read one connection into its loop's {@link ReceiveBuffer}, behind what is left from before, and at most a few
 * times before other connections have their turn.
 */
final class BoundedReads implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

    private static final int MOST_READS_A_TURN = 4;

    private final ReceiveBuffer buffer;
    private final LeftOver left;
    private final ChannelConfig config;
    private int reads;
    private int attempted;
    private int last;

    BoundedReads(ReceiveBuffer buffer, LeftOver left, ChannelConfig config) {
        this.buffer = buffer;
        this.left = left;
        this.config = config;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface asks for it
    public Handle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator ignored) {
        return buffer.behind(left);
    }

    @Override
    public int guess() {
        return ReceiveBuffer.CAPACITY;
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
