/**
 * Streams in memory, on the heap as long as they are small and beside it when they are large, for those that are not to outlive
 * the process and as the measure of what files must do: {@link io.quoll.storage.memory.MemoryStreamDirectory} holds them all.
 */
@NullMarked
package io.quoll.storage.memory;

import org.jspecify.annotations.NullMarked;
