package io.quoll.storage.log;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of compressed segments as they are when they were read, at most {@value #BLOCKS} of 64 kilobytes for a whole
 * directory. A block that comes takes the place of the one that had its slot. Any thread, without a lock.
 */
final class BlockCache {

    private static final int BLOCKS = 64;

    private final AtomicReferenceArray<Block> blocks = new AtomicReferenceArray<>(BLOCKS);

    /** A block of somebody. */
    private static final class Block {
        private final Object owner;
        private final int number;
        private final byte[] bytes;

        Block(Object owner, int number, byte[] bytes) {
            this.owner = owner;
            this.number = number;
            this.bytes = bytes;
        }
    }

    byte @Nullable [] find(Object owner, int number) {
        Block block = blocks.get(slot(owner, number));
        return block != null && block.owner == owner && block.number == number ? block.bytes : null;
    }

    void keep(Object owner, int number, byte[] bytes) {
        blocks.set(slot(owner, number), new Block(owner, number, bytes));
    }

    private static int slot(Object owner, int number) {
        int mixed = (System.identityHashCode(owner) + number) * 0x9E3779B9;
        return mixed >>> 26;
    }
}
