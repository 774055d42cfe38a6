/**
 * Subjects outside the heap, for streams that have more of them than a heap should hold: {@link
 * io.quoll.storage.index.TieredSubjectIndex} keeps the busy ones on the heap and the others in {@link
 * io.quoll.storage.index.ChronicleSubjects}. The only home of Chronicle Map. Whatever is here can be gathered anew from the
 * messages, and is after each start.
 */
@NullMarked
package io.quoll.storage.index;

import org.jspecify.annotations.NullMarked;
