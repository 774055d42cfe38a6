/**
 * Subjects and what matches them. Bytes of a subject or of a pattern come in, validity and matches go out. Knows nothing
 * of messages or receivers. {@link io.quoll.subject.SubjectSyntax} judges the bytes, {@link
 * io.quoll.subject.SubjectTree} finds who is interested; {@link io.quoll.subject.Subject} and {@link
 * io.quoll.subject.SubjectPattern} are for programs that hold text. {@link io.quoll.router} comes next.
 */
@NullMarked
package io.quoll.subject;

import org.jspecify.annotations.NullMarked;
