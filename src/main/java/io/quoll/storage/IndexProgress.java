package io.quoll.storage;

/**
 * How far a store that was opened knows the subjects of the messages it found. Until it knows all of them, a question after
 * one subject costs more, and one after all of them waits.
 *
 * @param messages how many were looked at
 * @param total of so many; 0 when all is known
 */
public record IndexProgress(long messages, long total) {

    public static final IndexProgress WHOLE = new IndexProgress(0, 0);

    public boolean isWhole() {
        return total == 0;
    }
}
