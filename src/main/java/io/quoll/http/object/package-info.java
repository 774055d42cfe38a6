/**
 * Object buckets over HTTP, in the layout of NATS clients: a bucket is the stream {@code OBJ_<bucket>}, an object its chunks
 * under {@code $O.<bucket>.C.<id>} and one message under {@code $O.<bucket>.M.<name>} that describes it. Bytes pass through
 * in both directions, a few chunks at a time; what they ask goes through {@link io.quoll.http.stored}.
 */
@NullMarked
package io.quoll.http.object;

import org.jspecify.annotations.NullMarked;
