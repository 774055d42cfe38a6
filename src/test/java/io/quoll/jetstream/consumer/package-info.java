/** Tests of consumers: their parts by themselves, and the whole with an official client. */
@NullMarked
package io.quoll.jetstream.consumer;

import org.jspecify.annotations.NullMarked;
