/**
 * Subjects outside the heap, for streams that have more of them than a heap should hold: {@link
 * io.quoll.storage.index.TieredSubjectIndex} keeps the busy ones on the heap and the others in {@link
 * io.quoll.storage.index.ChronicleSubjects}. The only home of Chronicle Map. What is left here when a store is closed in order is
 * taken over once ({@link io.quoll.storage.index.KeptSubjects}); otherwise all of it is gathered anew from the messages ({@link
 * io.quoll.storage.index.SubjectRuns}).
 */
@NullMarked
package io.quoll.storage.index;

import org.jspecify.annotations.NullMarked;
