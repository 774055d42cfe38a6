/**
 * Subjects and what matches them. Bytes of a subject or of a pattern come in, validity and matches go out. Knows nothing
 * of messages or receivers.
 */
@NullMarked
package io.quoll.subject;

import org.jspecify.annotations.NullMarked;
