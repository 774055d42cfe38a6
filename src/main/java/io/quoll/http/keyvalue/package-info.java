/**
 * Key-value buckets over HTTP, in the layout of NATS clients: a bucket is the stream {@code KV_<bucket>}, a key a subject under
 * {@code $KV.<bucket>.}, a revision a sequence. {@link io.quoll.http.keyvalue.BucketResource} and {@link
 * io.quoll.http.keyvalue.KeyResource} are the paths; what they ask goes through {@link io.quoll.http.stored}.
 */
@NullMarked
package io.quoll.http.keyvalue;

import org.jspecify.annotations.NullMarked;
