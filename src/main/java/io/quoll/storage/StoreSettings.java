package io.quoll.storage;

/**
 * What a store must know of its stream.
 *
 * @param inMemory whether nothing is written to the disk
 * @param compressed whether sealed segments are compressed
 */
public record StoreSettings(boolean inMemory, boolean compressed) {}
