package io.quoll.storage;

/**
 * What a store must know of its stream when it is made.
 *
 * @param inMemory whether nothing is written to the disk
 */
public record StoreSettings(boolean inMemory) {}
